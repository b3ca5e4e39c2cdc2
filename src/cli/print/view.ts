import type { MonitorView } from '../../core/wire/answers.ts';
import { colourOfState, type Style } from '../terminal/style.ts';
import { formatAgo } from './time.ts';
import { timeText } from '../../terms/time-text.ts';
import { numbered } from '../terminal/numbered.ts';
import { printable, table, wrap } from '../terminal/table.ts';
import { formatValue, metricLabel } from '../../terms/metric-kinds.ts';
import type { Hold } from '../../core/state/decision.ts';

export interface FormatOptions {
  style: Style;
  width: number;
  now: number;
}

/** The monitor at a glance: what it does, then every metric, then what else is worth knowing. */
export function formatView(view: MonitorView, options: FormatOptions): string {
  const { style, width, now } = options;
  const state = stateOf(view);
  const head = [
    style.bold(view.model),
    colourOfState(style, state)(state),
    view.champion === null ? 'no champion yet' : `champion ${printable(view.champion)}`,
    `policy revision ${view.policyRevision}`,
  ].join(style.dim(' · '));
  const facts = factsOf(view, now).map(
    ([name, text]) => `${style.dim(name.padEnd(9))} ${wrap(printable(text), width - 10, ' '.repeat(10))}`
  );
  return [head, wrap(doing(view, now), width), '', metricsTable(view, options), '', ...facts].join('\n');
}

/** What the monitor does now, in one sentence. */
export function doing(view: MonitorView, now: number): string {
  const { inFlight, approval, triggers, holds, phase, pausedBy } = view;
  if (phase === 'stopped') return 'The monitor has been stopped.';
  if (inFlight)
    return `A ${inFlight.kind} retrain (generation ${inFlight.generation}) is under way, launched ${formatAgo(inFlight.launchedAt, now)}.`;
  if (approval)
    return `Version ${approval.version} waits for approval: \`temporal-retrain monitor approve ${view.model}\`.`;
  if (view.killSwitch)
    return `Held by a kill switch, turned by ${printable(view.killSwitch.actor)}: \`temporal-retrain kill-switch list\`.`;
  if (view.shadow) return `Version ${view.shadow.version} is scored in shadow beside ${view.shadow.against}.`;
  if (triggers.length > 0) return `A retrain is wanted and held by ${holds.map(formatHold).join(', ') || 'nothing'}.`;
  if (phase === 'paused')
    return `Paused by ${printable(pausedBy?.actor ?? 'somebody')}${pausedBy?.comment ? `: ${printable(pausedBy.comment)}` : ''}.`;
  if (view.breakerOpenedAt !== null)
    return `The circuit breaker is open: \`temporal-retrain monitor release ${view.model}\` closes it.`;
  if (view.level === 'drift') return inDrift(view);
  if (view.probation) return `Version ${view.probation.version} is on probation against ${view.probation.against}.`;
  return view.series.length === 0 ? 'No observation has arrived yet.' : 'Nothing asks for a retrain.';
}

export function formatHold({ by, until }: Hold): string {
  return until === null ? by : `${by} until ${timeText(until)}`;
}

// --- internal ---

/** A drift that has had its retrain stands until the metric recovers; the holds say when it may ask again. */
function inDrift({ series, holds }: MonitorView): string {
  const names = [...new Set(series.filter(({ level }) => level === 'drift').map(({ metric }) => metricLabel(metric)))];
  const held = holds.length === 0 ? '' : `; held by ${holds.map(formatHold).join(', ')}`;
  return `In drift: ${names.join(', ') || 'a rule'}${held}.`;
}

function stateOf(view: MonitorView): string {
  const { phase, inFlight, approval, shadow, probation, breakerOpenedAt, level } = view;
  if (phase !== 'active') return phase;
  if (view.killSwitch) return 'killed';
  if (breakerOpenedAt !== null) return 'broken';
  if (inFlight) return 'retraining';
  if (approval) return 'awaiting-approval';
  if (shadow) return 'shadow';
  return probation ? 'probation' : level;
}

/** What became of a challenger after its retrain had ended is what people want to hear of it. */
function outcomeOf({ lastRetrain, approval, shadow, champion }: MonitorView): string {
  const { status = '', version = null } = lastRetrain ?? {};
  if (status !== 'awaiting-approval' || version === approval?.version || version === shadow?.version) return status;
  return version === champion ? 'promoted' : 'not promoted';
}

function metricsTable({ series }: MonitorView, { style, width }: FormatOptions): string {
  if (series.length === 0) return style.dim('No metric has been seen.');
  const segmented = series.some(({ segment }) => segment !== '');
  const rows = series.map(({ metric, segment, level, last, ewma, n, lastAt }) => [
    metric,
    ...(segmented ? [segment] : []),
    colourOfState(style, level)(level),
    formatValue(metric, last),
    formatValue(metric, ewma),
    String(n),
    timeText(lastAt),
  ]);
  const heading = ['METRIC', ...(segmented ? ['SEGMENT'] : []), 'LEVEL', 'LAST', 'EWMA', 'COUNT', 'MEASURED'];
  const first = segmented ? 3 : 2;
  return table(heading, rows, { width, right: [first, first + 1, first + 2], dim: style.dim });
}

function factsOf(view: MonitorView, now: number): [name: string, text: string][] {
  const { lastRetrain, holds, next, counts, refused, schedules } = view;
  const facts: [string, string][] = [];
  if (lastRetrain) {
    const { generation, kind, version, finishedAt, note } = lastRetrain;
    const status = outcomeOf(view);
    const what = `generation ${generation}, ${kind}, ${status}${version === null ? '' : ` ${version}`}`;
    facts.push(['last', `${what}, ${formatAgo(finishedAt, now)}${note ? `: ${note}` : ''}`]);
  }
  if (holds.length > 0) facts.push(['holds', holds.map(formatHold).join(', ')]);
  for (const { id, nextAt } of schedules)
    facts.push(['schedule', `${id}, next ${timeText(nextAt)} (${formatAgo(nextAt, now)})`]);
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

/** What a healthy stream has none of. */
function oddCounts({ counts }: MonitorView): string {
  const named: [number, string][] = [
    [counts.duplicates, 'batches resent'],
    [counts.refusedBatches, 'batches refused'],
    [counts.invalid, 'values that are no numbers'],
    [counts.unknownMetric, 'of unknown metrics'],
    [counts.fenced, 'of retired versions'],
    [counts.overCap, 'of segments beyond the cap'],
    [counts.outOfOrder, 'out of order'],
    [counts.excluded, 'in excluded times'],
    [counts.rejudged, 'late and judged again'],
    [counts.tooLate, 'too late to be judged'],
    [counts.closedEarly, 'closed early, as the late buffer was full'],
  ];
  return named
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');
}
