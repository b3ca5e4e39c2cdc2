import { learntAgainText } from '../detection/tell-learning.ts';
import type { Knowledge, Waited } from '../../detectors/detector.ts';
import type { SeasonPolicy } from '../state/policy.ts';
import type { Level } from '../../terms/level.ts';

/** Time from one value of a stream to the next. */
export interface Step {
  ms: number;
  /** False where values come now and then, and it is a mean: only a day or a week is the same by the clock then. */
  isEven: boolean;
}

/**
 * What a detector has learned of its stream, in words.
 *
 * @param step where it is known
 */
export function knowledgeTexts({ cycles, correlation, learntAgain }: Knowledge, step: Step | null): string[] {
  const names = [...new Set(cycles.map((values) => cycleName(values, step)))];
  return [
    ...(names.length > 0 ? [`takes out a cycle of ${names.join(', and one of ')}`] : []),
    // Less than that is what any stream without correlation may show.
    ...(correlation !== null && Math.abs(correlation) >= 0.15 ? [correlationText(correlation)] : []),
    ...(learntAgain ? [learntAgainText(learntAgain)] : []),
  ];
}

/**
 * What to add to a metric without `seasonality` for a detector that would mistake for a change what another detector of
 * the same stream has learned to take out; `undefined` where that is neither a day nor a week.
 */
export function seasonHint(cycles: readonly number[], step: Step | null): string | undefined {
  const names = new Set(cycles.map((values) => cycleName(values, step)));
  const round = names.has('a week') ? 'week' : names.has('a day') ? 'day' : undefined;
  if (round === undefined) return undefined;
  const by = seasonalityOf(round, step?.ms ?? null);
  return `does not take out the cycle of a ${round} that the metric has: add \`seasonality: ${by}\``;
}

/** The `seasonality` that takes out such a season of values that come so often. */
export function seasonalityOf(round: 'day' | 'week', stepMs: number | null): SeasonPolicy['by'] {
  if (round === 'day') return 'hour-of-day';
  // Steps are not that even.
  return stepMs !== null && stepMs > 0.85 * 24 * hourMs ? 'day-of-week' : 'hour-of-week';
}

/**
 * How many values are beyond the limit of those that a patient detector waits for, after what it stands at:
 * `, 2 of 3 in a row`; nothing of one that has found them all, or waits for none.
 */
export function waitedText({ level, patience }: { level: Level; patience?: Waited | undefined }): string {
  if (!patience || level === 'drift') return '';
  const { beyond, atLeast, of } = patience;
  return `, ${beyond} of ${atLeast} in ${of === atLeast ? 'a row' : `the last ${of}`}`;
}

// --- internal ---

const hourMs = 3_600_000;

/** It is learned, and limits leave room for it: people ask what it is to them. */
function correlationText(correlation: number): string {
  const late = correlation >= 0.8 ? ', and finds small shifts late' : '';
  return `allows for neighbours that correlate by ${correlation}, which is no drift by itself${late}`;
}

/** `a day`, `a week`, `12 hours`; else in values. */
function cycleName(values: number, step: Step | null): string {
  const hours = step === null ? 0 : (values * step.ms) / hourMs;
  const isNear = (wanted: number): boolean => Math.abs(hours - wanted) < 0.05 * wanted;
  if (isNear(24)) return 'a day';
  if (isNear(168)) return 'a week';
  if (step?.isEven && hours >= 1) return `${Number(hours.toPrecision(3))} hours`;
  return `${Number(values.toPrecision(3))} values`;
}
