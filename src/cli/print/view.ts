import { comparedWithAnother } from '../../core/candidate/another-champion.ts';
import { describeHold } from '../../core/launch/hold-words.ts';
import { outcomeWords } from '../../core/outcome/outcome-words.ts';
import { challengerLines } from './version/challenger.ts';
import { notifierLines } from '../../core/state-parts/notifier-trouble.ts';
import { pullLines } from '../../core/retrain/pull-faults.ts';
import { progressText } from './version/progress.ts';
import { jobTexts } from './version/jobs.ts';
import { quotedBlank } from '../../terms/visible-text.ts';
import type { MonitorView } from '../../core/wire/answers.ts';
import type { RetrainUnderWay } from '../../client/calls/retrain-progress.ts';
import { colourOfState, type Style } from '../terminal/style.ts';
import { asWritten } from '../terminal/as-written.ts';
import { formatAgo } from './time.ts';
import { timeText } from '../../terms/time-text.ts';
import { numbered } from '../../terms/numbered.ts';
import { heightOf, printable, table, wrap, wrapLines } from '../terminal/table.ts';
import { worstFirst } from '../../terms/level.ts';
import { stateText, wordsOf } from '../../core/view/words.ts';
import { formatValue } from '../../terms/metric-kinds.ts';

export interface FormatOptions {
  style: Style;
  width: number;
  now: number;
  /** Of a window in which all of it is to be seen. @default as high as it gets */
  room?: { columns: number; rows: number };
}

/** What the monitor itself does not tell. */
export interface Meanwhile {
  /** Where the retrain under way is, and what runs for it. */
  progress?: RetrainUnderWay | null;
  /** Why one that is being cancelled goes on. */
  slow?: string | undefined;
}

/** The monitor at a glance: what it does, then every metric, then other facts. */
export function formatView(given: MonitorView, options: FormatOptions, { progress, slow }: Meanwhile = {}): string {
  const view = asWritten(given);
  const { style, width, now } = options;
  const { status } = view;
  const head = [
    style.bold(view.model),
    colourOfState(style, status)(stateText(status)),
    view.champion === null ? 'no champion yet' : `champion ${printable(view.champion)}`,
    `policy revision ${view.policyRevision}`,
  ].join(style.dim(' · '));
  const facts = factsOf(view, now).map(
    ([name, text]) => `${style.dim(name.padEnd(9))} ${wrapLines(text, width - 10, ' '.repeat(10))}`
  );
  const waiting = view.approval ?? view.shadow;
  const above = [
    head,
    wrap(doing(view, now), width),
    ...(progress
      ? [
          wrap(printable(`Retrain ${progressOf(view, progress)}.`), width),
          ...jobTexts(progress.jobs, now).map((text) => `  ${wrap(text, width - 2, '  ')}`),
        ]
      : []),
    ...(slow === undefined ? [] : [wrap(printable(`${slow}.`), width)]),
    ...(waiting ? ['', ...challengerLines(waiting, options)] : []),
    '',
  ];
  const below = ['', ...facts];
  return [...above, metricsTable(view, options, [...above, ...below].join('\n')), ...below].join('\n');
}

/** What the monitor does now, in one sentence, and the command to answer with. */
export function doing(view: MonitorView, now: number): string {
  const { status, inFlight, triggers } = view;
  const { summary } = asWritten({ summary: view.summary });
  const isSaid = status === 'retraining' && inFlight && !inFlight.cancelled;
  const since = isSaid ? `, launched ${formatAgo(inFlight.launchedAt, now)}` : '';
  const isAsked = inFlight !== null && triggers.some(({ code }) => code === 'manual');
  const queued = isAsked ? '; one more has been asked for, and starts after it' : '';
  const next = whatToDo(view);
  return `${printable(summary)}${since}${queued}.${next === undefined ? '' : ` ${next}`}`;
}

/** The command to answer with, and when, where there is one. */
export function whatToDo(view: MonitorView): string | undefined {
  const command = nextCommand(view);
  if (command !== undefined) return `\`temporal-retrain ${command}\``;
  const { phase, model, lastRetrain, inFlight, approval, shadow, triggers } = view;
  const isLeft = phase === 'active' && lastRetrain?.outcome === 'failed';
  // Whatever comes next tells whether it fails again.
  if (!isLeft || inFlight || approval || shadow || triggers.length > 0) return undefined;
  return `Once what made the last retrain fail is mended: \`temporal-retrain monitor retrain ${model}\``;
}

// --- internal ---

/** What people can answer with; a stopped monitor can only be started again, where a version waits for that. */
function nextCommand(view: MonitorView): string | undefined {
  const { phase, status, model, inFlight, approval, shadow } = view;
  // What is approved is being promoted: there is nothing to answer.
  if (approval?.decided) return undefined;
  if (phase === 'stopped') return approval || (shadow && !shadow.decided) ? 'monitor start <file>' : undefined;
  const command = commandFor[approval && !inFlight ? 'awaiting-approval' : status]?.(model);
  // Otherwise it would be refused.
  const place =
    command?.startsWith('monitor approve') && comparedWithAnother(view) ? ` --in-place-of ${view.champion}` : '';
  return command && `${command}${place}`;
}

const commandFor: Partial<Record<MonitorView['status'], (model: string) => string>> = {
  'awaiting-approval': (model) => `monitor approve ${model}`,
  killed: () => 'kill-switch list',
  broken: (model) => `monitor release ${model}`,
  paused: (model) => `monitor resume ${model}`,
};

function progressOf({ inFlight }: MonitorView, progress: RetrainUnderWay): string {
  const then = inFlight?.cancelled && progress.stage !== 'done' ? ', until its job has stopped or is given up' : '';
  return `${inFlight?.generation ?? ''}: ${progressText(progress)}${then}`;
}

/** @param rest what stands around it */
function metricsTable({ series }: MonitorView, { style, width, now, room }: FormatOptions, rest: string): string {
  if (series.length === 0) return style.dim('No metric has arrived yet.');
  const segmented = series.some(({ segment }) => segment !== '');
  const tableOf = (shown: MonitorView['series']): string => {
    const rows = shown.map(({ metric, segment, level, last, ewma, n, lastAt, undated }) => [
      metric,
      ...(segmented ? [quotedBlank(segment)] : []),
      colourOfState(style, level)(wordsOf(level)),
      formatValue(metric, last),
      formatValue(metric, ewma),
      String(n),
      undated ? 'unknown' : formatAgo(lastAt, now),
    ]);
    const heading = ['METRIC', ...(segmented ? ['SEGMENT'] : []), 'LEVEL', 'LAST', 'EWMA', 'COUNT', 'MEASURED'];
    const first = segmented ? 3 : 2;
    return table(heading, rows, { width, right: [first, first + 1, first + 2], dim: style.dim });
  };
  const sorted = bySegment(series);
  const whole = tableOf(sorted);
  if (!room) return whole;
  const left = room.rows - heightOf(rest, room.columns);
  if (heightOf(whole, room.columns) <= left) return whole;
  const worst = sorted.toSorted((a, b) => worstFirst.indexOf(a.level) - worstFirst.indexOf(b.level));
  // One line of the window for the heading, one for what is left out; a row may take more than one.
  for (let count = Math.min(left - 2, series.length - 1); count > 0; count--) {
    const text = `${tableOf(worst.slice(0, count))}\n${style.dim(moreText(worst.slice(count)))}`;
    if (heightOf(text, room.columns) <= left) return text;
  }
  return style.dim(moreText(worst));
}

function moreText(hidden: MonitorView['series']): string {
  const drifting = hidden.filter(({ level }) => level === 'drift').length;
  return `… and ${hidden.length} more, ${drifting === 0 ? 'none' : drifting} in drift`;
}

/** Metrics in the order of the policy, each with its segments in the order of the alphabet. */
function bySegment<T extends { metric: string; segment: string }>(series: readonly T[]): T[] {
  const order = [...new Set(series.map(({ metric }) => metric))];
  return series.toSorted(
    (a, b) => order.indexOf(a.metric) - order.indexOf(b.metric) || a.segment.localeCompare(b.segment)
  );
}

function factsOf(view: MonitorView, now: number): [name: string, text: string][] {
  const { lastRetrain, counts, refused } = view;
  const facts: [string, string][] = [];
  if (lastRetrain) {
    const { generation, kind, version, finishedAt, note, outcome } = lastRetrain;
    const what = `retrain ${generation} (${kind})${version === null ? '' : `, version ${version}`}: ${outcomeWords(outcome, view.shadow)}`;
    facts.push(['last', `${what}, ${formatAgo(finishedAt, now)}${note ? ` (${note})` : ''}`]);
  }
  facts.push(...aheadOf(view, now));
  if (view.registry.differs !== null) facts.push(['registry', view.registry.differs]);
  for (const line of pullLines(view)) facts.push(['query', `fails: ${line}`]);
  for (const line of notifierLines(view.notifiers)) facts.push(['notifier', `does not answer: ${line}`]);
  facts.push([
    'received',
    `${numbered(counts.observations, 'observation')} (one a metric) in ${numbered(counts.batches, 'batch', 'batches')}`,
  ]);
  const odd = oddCounts(view);
  if (odd !== '') facts.push(['odd', odd]);
  const reason = refused.at(-1);
  const rest =
    refused.length > 1 ? `; \`temporal-retrain monitor explain ${view.model}\` has the newest ${refused.length}` : '';
  if (reason) facts.push(['refused', `${formatAgo(reason.at, now)}: ${reason.reason}${rest}`]);
  return facts;
}

/** What is to come. Nothing holds or wakes a monitor that has ended. */
function aheadOf(
  { phase, holds, schedules, next, escalated, inFlight, approval, shadow, probation }: MonitorView,
  now: number
): [name: string, text: string][] {
  if (phase === 'stopped') return [];
  // The retrain under way may be the one that makes it, and so may the candidate that has passed since.
  const isNextFull = escalated && !inFlight && !approval && !shadow && !probation;
  return [
    ...(isNextFull ? [['next', nextIsFull] as [string, string]] : []),
    ...(holds.length > 0 ? [['held by', holds.map(describeHold).join(', ')] as [string, string]] : []),
    ...schedules.map(({ id, nextAt }): [string, string] => [
      'schedule',
      `${id}, next ${timeText(nextAt)} (${formatAgo(nextAt, now)})`,
    ]),
    ...(next ? [['wakes', `${formatAgo(next.at, now)}: ${next.what}`] as [string, string]] : []),
  ];
}

/** Said also of a soft one that somebody asks for. */
const nextIsFull = 'a full retrain, whoever asks for it, as an earlier candidate failed';

/** Counts that are zero in a healthy stream. */
function oddCounts({ counts, shadow }: MonitorView): string {
  const named: [count: number, one: string, many?: string][] = [
    [counts.duplicates, 'batch resent', 'batches resent'],
    [counts.repeated, 'value counted before', 'values counted before'],
    [
      counts.indistinct ?? 0,
      'value that nobody can tell from ones counted before, and is not counted',
      'values that nobody can tell from ones counted before, and are not counted',
    ],
    [counts.refusedBatches, 'batch refused', 'batches refused'],
    [counts.invalid, 'value that is no number', 'values that are no numbers'],
    [counts.unknownMetric, 'value of an unknown metric', 'values of unknown metrics'],
    [counts.fenced, 'value of a retired version', 'values of retired versions'],
    // In a shadow trial they are what was asked for.
    [
      shadow ? 0 : counts.challenger,
      'value of a challenger, which does not serve',
      'values of a challenger, which does not serve',
    ],
    [counts.overCap, 'value of a segment beyond the cap', 'values of segments beyond the cap'],
    [counts.outOfOrder, 'value older than one before it', 'values older than ones before them'],
    [counts.excluded, 'value in excluded times', 'values in excluded times'],
    [counts.rejudged, 'late label, judged again', 'late labels, judged again'],
    [counts.tooLate, 'value too late to be judged', 'values too late to be judged'],
    [
      counts.closedEarly,
      'value closed early, as the late buffer was full',
      'values closed early, as the late buffer was full',
    ],
    [
      counts.shed,
      'time that data was dropped, as the state had grown too large',
      'times that data was dropped, as the state had grown too large',
    ],
    [
      counts.doubted,
      'value with an implausible time (`explain` says more)',
      'values with an implausible time (`explain` says more)',
    ],
  ];
  return named
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => numbered(count, one, many))
    .join('; ');
}
