import { countsVotes, isValueDetector } from '../../detectors/index.ts';
import { describeHold } from '../../core/launch/hold-words.ts';
import { escapeHtml } from '../../report/html-page.ts';
import { formatValue } from '../../terms/metric-kinds.ts';
import { numbered } from '../../terms/numbered.ts';
import { outcomeWords } from '../../core/outcome/outcome-words.ts';
import { reasonText, type Evidence } from '../../core/state/decision.ts';
import type { Backtest } from '../backtest.ts';
import type { BacktestRetrain } from '../retrains.ts';
import type { Incident } from '../incidents.ts';

/** What one policy would have done: its incidents, what is odd, and every retrain folded away below. */
export function policySection(title: string, result: Backtest): string {
  const { incidents, retrains, findings } = result;
  const begun = new Map(retrains.map((one) => [one.generation, one]));
  const rows = incidents.slice(0, maxRows).map((one) => incidentRow(one, begun.get(one.first), result));
  const notes = findings.map((text) => `<li>${escapeHtml(text)}.</li>`).join('');
  const all = retrains.slice(0, maxRows).map((one) => retrainRow(one, result));
  return `<h2>${escapeHtml(title)}</h2>
<p class="legend">${numbered(retrains.length, 'retrain')} in ${numbered(incidents.length, 'incident')}: those of one drift are one incident.</p>
${table('incidents', ['when', 'about', 'retrains', 'first reason', 'evidence'], rows, incidents.length)}
${notes === '' ? '' : `<ul>${notes}</ul>`}
${retrains.length === 0 ? '' : `<details><summary>Every retrain</summary>${table('retrains', ['#', 'when', 'kind', 'why', 'evidence', 'held before', 'outcome'], all, retrains.length)}</details>`}`;
}

/** `2026-03-01 12:00Z`. */
export function minuteText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

// --- internal ---

/** Most rows that people can still scroll through. */
const maxRows = 500;

function table(name: string, heads: readonly string[], rows: readonly string[][], count: number): string {
  const more = count - rows.length;
  const body = rows
    .map((cells) => `<tr>${cells.map((cell, i) => `<td data-label="${heads[i]}">${cell}</td>`).join('')}</tr>`)
    .join('\n');
  return `<table class="cards ${name}">
<thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead>
<tbody>
${body || `<tr><td colspan="${heads.length}">No retrain would have been launched.</td></tr>`}
</tbody>
</table>${more > 0 ? `<p class="legend">and ${more} more</p>` : ''}`;
}

function incidentRow(incident: Incident, first: BacktestRetrain | undefined, result: Backtest): string[] {
  const { from, to, about, retrains } = incident;
  const numbers = retrains > 1 ? `${retrains} (#${incident.first} to #${incident.last})` : `1 (#${incident.first})`;
  return [
    to > from ? `${minuteText(from)} to ${minuteText(to)}` : minuteText(from),
    lines(about),
    numbers,
    lines((first?.reasons ?? []).map(reasonText)),
    lines((first?.evidence ?? []).map((one) => evidenceText(one, result))),
  ];
}

function retrainRow(retrain: BacktestRetrain, result: Backtest): string[] {
  const { generation, at, kind, reasons, evidence, held, status } = retrain;
  const outcome =
    status === 'promoted'
      ? '<strong class="promoted">promoted</strong>'
      : `<span class="rejected">${escapeHtml(status === null ? 'under way' : outcomeWords(status))}</span>`;
  return [
    String(generation),
    minuteText(at),
    kind,
    lines(reasons.map(reasonText)),
    lines(evidence.map((one) => evidenceText(one, result))),
    lines(held.map((one) => `${minuteText(one.at)}: ${one.by.map(describeHold).join(', ')}`)),
    outcome,
  ];
}

function evidenceText({ metric, segment, detector, statistic, limit, n }: Evidence, { traces }: Backtest): string {
  const type = traces
    .filter((trace) => trace.metric === metric)
    .flatMap(({ detectors }) => detectors)
    .find(({ id }) => id === detector)?.type;
  const of = `${metric}${segment ? ` in ${segment}` : ''} by ${detector}`;
  const count = n > 0 ? `, n ${n}` : '';
  const isVote = type !== undefined && countsVotes(type) && limit !== null && limit < 3;
  if (isVote && statistic !== null)
    return `${of}: ${numbered(statistic, 'vote')} of ${Math.ceil(limit)} needed${count}`;
  const inUnit = type !== undefined && isValueDetector(type);
  const shown = (x: number | null): string =>
    x === null ? 'none' : inUnit ? formatValue(metric, x) : String(Number(x.toPrecision(5)));
  return `${of}: ${shown(statistic)}, limit ${shown(limit)}${count}`;
}

function lines(texts: readonly string[]): string {
  return texts.map(escapeHtml).join('<br>');
}
