import { formatDuration, timeText } from '../../../terms/time-text.ts';
import { numbered } from '../../../terms/numbered.ts';
import { printable, table, wrap } from '../../terminal/table.ts';
import type { Calibration } from '../../../calibrate/calibrate.ts';
import { isUntold, type Delay } from '../../../calibrate/delays.ts';
import { earlyValues } from '../../../calibrate/false-alarms.ts';
import type { Resampler } from '../../../calibrate/noise/resampler.ts';
import type { Style } from '../../terminal/style.ts';

/** What `calibrate` answers. */
export interface CalibrationDocument extends Omit<Calibration, 'policy'> {
  model: string;
  budget: { falseRetrains: number; perMs: number };
  history: Omit<Resampler, 'draw' | 'between'>[];
  onHistory: { retrains: number; ms: number; drifts: { from: number; to: number; foundAt: number | null }[] };
  written: string | null;
}

interface FormatOptions {
  style: Style;
  width: number;
}

/** The chosen limits, what they promise, and what they would have done on the history itself. */
export function formatCalibration(document: CalibrationDocument, { style, width }: FormatOptions): string {
  const { model, budget, history, changes, fixed, achieved, delays, onHistory, written, warnings } = document;
  const per = formatDuration(budget.perMs);
  const number = (x: number): string => String(Number(x.toPrecision(3)));
  return [
    `${style.bold(printable(model))}${style.dim(' · ')}at most ${numbered(budget.falseRetrains, 'false retrain')} in ${per}`,
    ...history.map((one) => style.dim(wrap(printable(describeSource(one)), width, '  '))),
    '',
    table(
      ['metric', 'detector', 'option', 'before', 'after'],
      changes.flatMap(({ metric, detector, before, after }) =>
        Object.keys(after).map((name) => [
          metric,
          detector,
          name,
          JSON.stringify(before[name]),
          JSON.stringify(after[name]),
        ])
      ),
      { width, right: [3, 4], dim: style.dim }
    ),
    ...fixed.map((one) => wrap(printable(fixedText(one)), width, '  ')),
    '',
    `False retrains: ${number(achieved.rate)} in ${per}, 95 % interval ${number(achieved.low)} to ${number(achieved.high)}`,
    style.dim(
      `  ${achieved.count} counted in ${numbered(achieved.lives, 'life', 'lives')} of ${formatDuration(wholeHours(achieved.ms / achieved.lives))} from a start on, on resampled streams;`
    ),
    style.dim('  the interval holds the counting and what such a history cannot know'),
    `After a start${learning(achieved)}: ${Math.round((100 * achieved.early) / achieved.lives)} % launch one within ${earlyValues} values`,
    ...warnings.map((text) => style.red(wrap(printable(text), width, '  '))),
    ...atEnd(document).map((text) => style.yellow(wrap(text, width, '  '))),
    '',
    ...(delays.length === 0 ? [] : [delaysTable(delays, { width, style }), '']),
    `On the history itself: ${numbered(onHistory.retrains, 'retrain')}${onHistory.drifts.length > 0 ? ' outside the drifts' : ''}, where this rate makes ${about((achieved.rate * Math.max(0, onHistory.ms - achieved.learningMs)) / budget.perMs)}`,
    ...onHistory.drifts.map(
      ({ from, foundAt }) =>
        `  drift of ${timeText(from)}: ${foundAt === null ? 'not found' : foundText(foundAt - from)}`
    ),
    ...(written === null ? [] : [`Written to ${printable(written)}`]),
  ].join('\n');
}

/** Why a detector is left as it is. */
export function fixedText({ metric, detector, why }: Calibration['fixed'][number]): string {
  const name = `${metric} by ${detector}`;
  return why === 'no-limit'
    ? `${name} has no limit to choose: it is unchanged`
    : `${name} is in no rule, so that nothing happens when it fires: it is unchanged`;
}

// --- internal ---

function learning({ learningMs }: Calibration['achieved']): string {
  return learningMs === 0 ? '' : `, and ${formatDuration(learningMs)} in which a season is learned`;
}

/** At the end where detectors find nothing, the warnings say that already. */
function atEnd({ isAtEnd, isKept, warnings }: CalibrationDocument): string[] {
  if (!isAtEnd) return [];
  if (!isKept) return ['A limit has reached the end of its range: the budget is not met.'];
  if (warnings.length > 0) return [];
  return [
    'A limit has reached the end of its range, as even there the budget is not used up: it may alarm at nearly anything, so state a smaller budget.',
  ];
}

/** Chance moves it by more than its fractions. */
function about(count: number): string {
  if (count > 0 && count < 0.01) return 'less than 0.01';
  return String(count < 1 ? Number(count.toPrecision(1)) : Math.round(count));
}

function wholeHours(ms: number): number {
  const hour = 3_600_000;
  return ms < 4 * hour ? Math.round(ms) : Math.round(ms / hour) * hour;
}

/** From minutes on without milliseconds. */
function shown(ms: number): number {
  return ms < 60_000 ? Math.round(ms) : Math.round(ms / 1_000) * 1_000;
}

function foundText(ms: number): string {
  return ms < 1 ? 'found at once' : `found after ${formatDuration(Math.round(ms))}`;
}

function describeSource({
  metric,
  segment,
  observations,
  stepMs,
  rows,
  order,
  blockLength,
  periods,
  unseen,
  distribution,
}: Omit<Resampler, 'draw' | 'between'>): string {
  const name = segment ? `${metric} in ${segment}` : metric;
  const season = periods.length === 0 ? 'no season' : `a season by ${periods.join(' and ')}`;
  const more = unseen.length === 0 ? '' : ` (too short to see one by ${unseen.join(' or ')})`;
  const stream = `${name}: ${numbered(observations, 'value')}, one every ${formatDuration(shown(stepMs))}${rows ? `, each of ${numbered(rows.n, 'row')}` : ''}`;
  if (distribution === 'a chain') return `${stream}; a few kinds of values, a Markov chain of order ${order}`;
  return `${stream}; autoregression of order ${order}, blocks of ${Math.round(blockLength)}, ${season}${more}, noise ${distribution}`;
}

/** How soon shifts are found. */
function delaysTable(delays: readonly Delay[], { width, style }: FormatOptions): string {
  return table(
    ['shift of', 'by', 'found after (median)', 'found'],
    delays.map(({ metric, rule, shift, observations, ms, streams, found }) => [
      rule === undefined ? metric : `${metric} at once`,
      rule === undefined ? `${shift > 0 ? '+' : '−'}${Math.abs(shift)} sd` : `${shift} sd each`,
      isUntold(streams)
        ? streams === 0 && rule !== undefined
          ? 'not looked at'
          : `a retrain before it, ${streams === 0 ? 'always' : 'nearly always'}`
        : observations === null || ms === null
          ? 'not found'
          : `${numbered(observations, 'value')}${ms < 1 ? ', at once' : `, ${formatDuration(shown(ms))}`}`,
      isUntold(streams) ? '' : `${Math.round(100 * found)} %`,
    ]),
    { width, dim: style.dim }
  );
}
