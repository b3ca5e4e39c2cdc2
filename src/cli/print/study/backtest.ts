import { describeHold } from '../../../core/launch/hold-words.ts';
import { distancesTable } from '../distances.ts';
import { outcomeWords } from '../../../core/outcome/outcome-words.ts';
import { reasonText } from '../../../core/state/decision.ts';
import type { FormatOptions } from '../view.ts';
import { formatDuration, timeText } from '../../../terms/time-text.ts';
import { numbered } from '../../../terms/numbered.ts';
import { colourOfState, type Style } from '../../terminal/style.ts';
import { printable, table, wrap } from '../../terminal/table.ts';
import type { Backtest } from '../../../backtest/backtest.ts';
import type { BacktestRetrain } from '../../../backtest/retrains.ts';

/** What a policy would have done: the retrains, why, what held them back, and the monitor's state at the end. */
export function formatBacktest(result: Backtest, options: FormatOptions, maxRetrains: number): string {
  const { style, width } = options;
  const { model, retrains, end, rule, counts } = result;
  const shown = retrains.slice(0, maxRetrains);
  const more = retrains.length - shown.length;
  // The first retrain of a long incident says why; all of them where all are asked for.
  const long = result.incidents.filter((one) => one.retrains > fewInIncident);
  const goesOn = ({ generation, at }: BacktestRetrain): boolean =>
    long.some(({ first, last, from }) => generation > first && generation <= last && at >= from) &&
    !result.incidents.some(({ first }) => first === generation);
  const described = maxRetrains === Infinity ? shown : shown.filter((retrain) => !goesOn(retrain));
  const heading = ['#', 'when', 'kind', 'outcome', 'held before'];
  const rows = shown.map(({ generation, at, kind, status, held }) => [
    String(generation),
    timeText(at),
    kind,
    colourOfState(style, status ?? 'retraining')(status === null ? 'under way' : outcomeWords(status)),
    held.length === 0 ? '' : `since ${timeText(held[0]!.at)}`,
  ]);
  const odd = oddities(counts);
  return [
    `${style.bold(model)}${style.dim(' · ')}${spanOf(result)}`,
    style.dim(wrap(printable(`Simulated: ${rule}.`), width)),
    '',
    ...(shown.length === 0
      ? ['No retrain would have been launched.']
      : [table(heading, rows, { width, right: [0], dim: style.dim })]),
    ...(more > 0 ? [style.dim(`and ${more} more (--all shows them)`)] : []),
    ...described.flatMap((retrain) => ['', ...describeRetrain(retrain, style, width)]),
    ...(described.length < shown.length
      ? ['', style.dim(`The others go on with an incident above (--all gives their reasons too)`)]
      : []),
    '',
    style.bold(costSentence(result)),
    ...incidentLines(result, width),
    ...findingLines(result, width),
    ...(odd === '' ? [] : [wrap(printable(`Not counted, or counted as odd: ${odd}`), width, '  ')]),
    wrap(printable(`At the end: ${end.summary}.`), width, '  '),
    ...distancesTable(end.distances, options),
  ].join('\n');
}

/** `12 retrains (11 soft, 1 full), 12h of training, cost 1440`. */
export function costSentence({ cost }: Backtest): string {
  const { retrains, soft, full, trainingMs, total } = cost;
  const price = total === null ? '' : `, cost ${Number(total.toPrecision(12))}`;
  if (retrains === 0) return `0 retrains${price}`;
  return `${numbered(retrains, 'retrain')} (${soft} soft, ${full} full), ${formatDuration(inSeconds(trainingMs))} of training${price}`;
}

/** `2026-01-01 00:00:00Z to 2026-04-01 00:00:00Z, 25920 observations`. */
export function spanOf({ from, to, observations }: Pick<Backtest, 'from' | 'to' | 'observations'>): string {
  return `${timeText(from)} to ${timeText(to)}, ${numbered(observations, 'observation')}`;
}

/** Why one retrain, on what evidence, and what had held it back. */
export function describeRetrain(retrain: BacktestRetrain, style: Style, width: number): string[] {
  const { generation, at, reasons, evidence, held } = retrain;
  const bullet = (text: string): string => `  ${wrap(printable(text), width - 2, '    ')}`;
  return [
    `${style.bold(`${generation}`)} ${style.dim(timeText(at))}`,
    ...reasons.map((reason) => bullet(reasonText(reason))),
    ...evidence.map((one) =>
      bullet(
        `evidence: ${one.metric}${one.segment ? ` in ${one.segment}` : ''} by ${one.detector}, statistic ${show(one.statistic)}, limit ${show(one.limit)}, n ${one.n}${one.windowTo === null ? '' : `, until ${timeText(one.windowTo)}`}`
      )
    ),
    ...held.map((one) => bullet(`held ${timeText(one.at)} by ${one.by.map(describeHold).join(', ')}`)),
  ];
}

/** Retrains by the drift that asked for them; only where an incident has several. */
export function incidentLines({ incidents, retrains }: Backtest, width: number): string[] {
  if (incidents.length === retrains.length) return [];
  const long = incidents.filter((one) => one.retrains > 1).toSorted((a, b) => b.retrains - a.retrains);
  const shown = long
    .slice(0, 3)
    .map(
      (one) =>
        `${one.retrains} for ${one.about.join(', ')}, from ${timeText(one.from)} to ${timeText(one.to)} (#${one.first} to #${one.last})`
    );
  const more = long.length > 3 ? `; and ${long.length - 3} more with several` : '';
  return [wrap(printable(`In ${numbered(incidents.length, 'incident')}: ${shown.join('; ')}${more}.`), width, '  ')];
}

/** What is odd about the result. */
export function findingLines({ findings }: Backtest, width: number): string[] {
  return findings.map((text) => wrap(printable(`Note: ${text}.`), width, '  '));
}

// --- internal ---

/** Whole seconds, where there are any: nobody asks for the rest. */
function inSeconds(ms: number): number {
  return ms < 1_000 ? Math.round(ms) : 1_000 * Math.round(ms / 1_000);
}

/** So many retrains of one incident are described one by one. */
const fewInIncident = 3;

function show(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toPrecision(6)));
}

function oddities(counts: Backtest['counts']): string {
  const parts: [count: number, one: string, many?: string][] = [
    [counts.invalid, 'value that is no measurement', 'values that are no measurements'],
    [counts.outOfOrder, 'value older than one before it', 'values older than ones before them'],
    [counts.fenced, 'value of a retired version', 'values of retired versions'],
    [counts.overCap, 'value of a segment beyond the cap', 'values of segments beyond the cap'],
    [counts.refusedBatches, 'batch refused', 'batches refused'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => numbered(count, one, many))
    .join('; ');
}
