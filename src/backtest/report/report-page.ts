import { escapeHtml, htmlPage } from '../../report/html-page.ts';
import { plotScript } from './plot-script.ts';
import { reasonText } from '../../core/state/decision.ts';
import type { Backtest } from '../backtest.ts';
import type { BacktestRetrain } from '../retrains.ts';

/** One or two policies on one history as a page: a plot for each stream, the retrains, and their reasons. */
export async function backtestPage(results: readonly (readonly [name: string, result: Backtest])[]): Promise<string> {
  const [[, first]] = results as readonly [readonly [string, Backtest]];
  const plots = results.flatMap(([name, { traces, retrains, ledger, promotions }]) =>
    traces.map((trace) => ({
      title: [trace.metric, trace.segment, ...(results.length > 1 ? [name] : [])].filter(Boolean).join(' · '),
      trace,
      retrains: retrains.map(({ at, status }) => ({ at, status })),
      held: ledger.filter(({ decision }) => decision === 'held').map(({ at }) => at),
      promotions,
    }))
  );
  return htmlPage({
    title: `${first.model}: backtest`,
    body: `<h1>${escapeHtml(first.model)}: what the policy would have done</h1>
<p class="lead">${time(first.from)} to ${time(first.to)}, ${first.observations} observations (one a metric and time). Simulated: ${escapeHtml(first.rule)}.</p>
<dl class="figures">${results.map(([name, result]) => figures(results.length > 1 ? `${name}: ` : '', result)).join('')}</dl>
<p class="legend"><span class="mark promoted"></span>retrain, promoted <span class="mark rejected"></span>retrain, otherwise; dotted: held back; thin dashed: a version of the history began.
Blue: mean of each span, with its extremes behind it. Below: each detector's statistic over its limit as it stands between batches; it fires where it crosses the dashed line, downwards where the limit is a lower one, and may then start anew.</p>
<div id="plots"></div>
${results.map(([name, result]) => section(results.length > 1 ? name : 'Retrains', result)).join('\n')}`,
    data: { plots },
    script: plotScript,
  });
}

// --- internal ---

function figures(prefix: string, { cost }: Backtest): string {
  const price = cost.total === null ? '' : `<div><dt>${escapeHtml(prefix)}cost</dt><dd>${cost.total}</dd></div>`;
  return `<div><dt>${escapeHtml(prefix)}retrains</dt><dd>${cost.retrains}</dd></div><div><dt>${escapeHtml(prefix)}hours of training</dt><dd>${(cost.trainingMs / 3_600_000).toFixed(1)}</dd></div>${price}`;
}

function section(title: string, { retrains }: Backtest): string {
  const rows = retrains.slice(0, maxRows).map(row).join('\n');
  const more = retrains.length - maxRows;
  return `<h2>${escapeHtml(title)}</h2>
<table>
<thead><tr><th>#</th><th>when</th><th>kind</th><th>why</th><th>evidence</th><th>held before</th><th>outcome</th></tr></thead>
<tbody>
${rows || '<tr><td colspan="7">No retrain would have been launched.</td></tr>'}
</tbody>
</table>${more > 0 ? `<p class="legend">and ${more} more</p>` : ''}`;
}

/** Most rows that people can still scroll through. */
const maxRows = 500;

function row({ generation, at, kind, reasons, evidence, held, status }: BacktestRetrain): string {
  const lines = (texts: readonly string[]): string => texts.map(escapeHtml).join('<br>');
  const number = (x: number | null): string => (x === null ? 'none' : String(Number(x.toPrecision(5))));
  const outcome =
    status === 'promoted'
      ? '<strong class="promoted">promoted</strong>'
      : `<span class="rejected">${escapeHtml(status ?? 'under way')}</span>`;
  const cells = [
    String(generation),
    time(at),
    kind,
    lines(reasons.map(reasonText)),
    lines(
      evidence.map(
        (one) =>
          `${one.metric}${one.segment ? ` in ${one.segment}` : ''} by ${one.detector}: ${number(one.statistic)}, limit ${number(one.limit)}${one.n > 0 ? `, n ${one.n}` : ''}`
      )
    ),
    lines(
      held.map(
        (one) =>
          `${time(one.at)}: ${one.by.map(({ by, until }) => (until === null ? by : `${by} until ${time(until)}`)).join(', ')}`
      )
    ),
    outcome,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
