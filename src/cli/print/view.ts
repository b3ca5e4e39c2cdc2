import { describeHold } from '../../core/view/status.ts';
import type { MonitorView } from '../../core/wire/answers.ts';
import { colourOfState, type Style } from '../terminal/style.ts';
import { formatAgo } from './time.ts';
import { timeText } from '../../terms/time-text.ts';
import { numbered } from '../terminal/numbered.ts';
import { printable, table, wrap } from '../terminal/table.ts';
import { formatValue } from '../../terms/metric-kinds.ts';

export interface FormatOptions {
  style: Style;
  width: number;
  now: number;
}

/** The monitor at a glance: what it does, then every metric, then other facts. */
export function formatView(view: MonitorView, options: FormatOptions): string {
  const { style, width, now } = options;
  const { status } = view;
  const head = [
    style.bold(view.model),
    colourOfState(style, status)(status),
    view.champion === null ? 'no champion yet' : `champion ${printable(view.champion)}`,
    `policy revision ${view.policyRevision}`,
  ].join(style.dim(' · '));
  const facts = factsOf(view, now).map(
    ([name, text]) => `${style.dim(name.padEnd(9))} ${wrap(printable(text), width - 10, ' '.repeat(10))}`
  );
  return [head, wrap(doing(view, now), width), '', metricsTable(view, options), '', ...facts].join('\n');
}

/** What the monitor does now, in one sentence, and the command to answer with. */
export function doing({ summary, status, model, inFlight }: MonitorView, now: number): string {
  const since = status === 'retraining' && inFlight ? `, launched ${formatAgo(inFlight.launchedAt, now)}` : '';
  const command = commandFor[status];
  return `${printable(summary)}${since}.${command === undefined ? '' : ` \`temporal-retrain ${command(model)}\``}`;
}

// --- internal ---

const commandFor: Partial<Record<MonitorView['status'], (model: string) => string>> = {
  'awaiting-approval': (model) => `monitor approve ${model}`,
  killed: () => 'kill-switch list',
  broken: (model) => `monitor release ${model}`,
  paused: (model) => `monitor resume ${model}`,
};

function metricsTable({ series }: MonitorView, { style, width }: FormatOptions): string {
  if (series.length === 0) return style.dim('No metric has arrived yet.');
  const segmented = series.some(({ segment }) => segment !== '');
  const rows = series.map(({ metric, segment, level, last, ewma, n, lastAt, undated }) => [
    metric,
    ...(segmented ? [segment] : []),
    colourOfState(style, level)(level),
    formatValue(metric, last),
    formatValue(metric, ewma),
    String(n),
    undated ? 'unknown' : timeText(lastAt),
  ]);
  const heading = ['METRIC', ...(segmented ? ['SEGMENT'] : []), 'LEVEL', 'LAST', 'EWMA', 'COUNT', 'MEASURED'];
  const first = segmented ? 3 : 2;
  return table(heading, rows, { width, right: [first, first + 1, first + 2], dim: style.dim });
}

function factsOf(view: MonitorView, now: number): [name: string, text: string][] {
  const { lastRetrain, holds, next, counts, refused, schedules } = view;
  const facts: [string, string][] = [];
  if (lastRetrain) {
    const { generation, kind, version, finishedAt, note, outcome } = lastRetrain;
    const what = `generation ${generation}, ${kind}, ${outcome}${version === null ? '' : ` ${version}`}`;
    facts.push(['last', `${what}, ${formatAgo(finishedAt, now)}${note ? `: ${note}` : ''}`]);
  }
  if (holds.length > 0) facts.push(['holds', holds.map(describeHold).join(', ')]);
  for (const { id, nextAt } of schedules)
    facts.push(['schedule', `${id}, next ${timeText(nextAt)} (${formatAgo(nextAt, now)})`]);
  if (view.registry.differs !== null) facts.push(['registry', view.registry.differs]);
  if (next) facts.push(['wakes', `${timeText(next.at)} for ${next.what}`]);
  facts.push([
    'received',
    `${numbered(counts.observations, 'observation')} (one a metric) in ${numbered(counts.batches, 'batch', 'batches')}`,
  ]);
  const odd = oddCounts(view);
  if (odd !== '') facts.push(['odd', odd]);
  const reason = refused.at(-1);
  if (reason) facts.push(['refused', `${formatAgo(reason.at, now)}: ${reason.reason}`]);
  return facts;
}

/** Counts that are zero in a healthy stream. */
function oddCounts({ counts }: MonitorView): string {
  const named: [number, string][] = [
    [counts.duplicates, 'batches resent'],
    [counts.refusedBatches, 'batches refused'],
    [counts.invalid, 'values that are not numbers'],
    [counts.unknownMetric, 'of unknown metrics'],
    [counts.fenced, 'of retired versions'],
    [counts.overCap, 'of segments beyond the cap'],
    [counts.outOfOrder, 'out of order'],
    [counts.excluded, 'in excluded times'],
    [counts.rejudged, 'late and judged again'],
    [counts.tooLate, 'too late to be judged'],
    [counts.closedEarly, 'closed early, as the late buffer was full'],
    [counts.shed, 'times that data was dropped, as the state had grown too large'],
    [counts.doubted, 'with an implausible time (`explain` says more)'],
  ];
  return named
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');
}
