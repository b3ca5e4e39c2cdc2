import { maxTime } from '../../terms/time-text.ts';
import { trackOf, type Timed } from '../detection/track.ts';
import { cloneJson } from '../../terms/json.ts';
import { metricOf } from '../state/series.ts';
import { close, keepOpen } from './open-window.ts';
import { judgeAgain } from './judge-again.ts';
import { takeEach } from '../detection/take-each.ts';
import { refuseQuietly, type Draft } from '../state/draft.ts';
import type { LatenessPolicy, MetricPolicy } from '../state/policy.ts';
import type { LateState, MonitorState, SeriesState } from '../state/state.ts';

/**
 * Takes observations of a metric that allows lateness. All are judged at once; the newest stay open, so that one that
 * comes late, but in time, can be put into its place and everything after it judged again. How many were taken.
 */
export function observeLate(
  draft: Draft,
  metric: MetricPolicy,
  policy: LatenessPolicy,
  series: SeriesState,
  kept: readonly Timed[]
): number {
  const late = (series.late ??= openWindow(series, draft.now));
  const { watermark } = late;
  // Equal times keep the order of their arrival.
  const inTime = kept.filter(({ at }) => watermark === null || at >= watermark).sort((a, b) => a.at - b.at);
  if (inTime.length < kept.length) {
    draft.state.counts.tooLate += kept.length - inTime.length;
    refuseQuietly(draft, `Observations of \`${metric.name}\` came later than allowed; they are counted, not judged`);
  }
  const judgedUntil = late.times.at(-1) ?? Number.NEGATIVE_INFINITY;
  const joining = inTime.filter(({ at }) => at < judgedUntil);
  if (joining.length > 0) {
    draft.state.counts.rejudged += joining.length;
    judgeAgain(draft, metric, series, late, joining);
  }
  const lastBefore = late.times.length > 0 || late.watermark !== null ? series.lastAt : Number.NEGATIVE_INFINITY;
  append(draft, metric, series, late, inTime.slice(joining.length));
  if (inTime.length > 0) closeOld(draft, metric, policy, series, late, lastBefore, inTime.length - joining.length);
  return inTime.length;
}

/** Closes the windows of streams from which nothing has come for as long as a label may be late. */
export function checkLateLabels(draft: Draft): void {
  const { state, now } = draft;
  for (const metric of state.policy.metrics) {
    if (!metric.lateness) continue;
    for (const [key, series] of Object.entries(state.series)) {
      if (series.metric !== metric.name || (closesAt(state, series) ?? Number.POSITIVE_INFINITY) > now) continue;
      const copy = draft.series(key);
      if (!copy?.late) continue;
      // What claims to come from the future stays open.
      const until = Math.min(copy.lastAt, now);
      raiseWatermark(copy.late, until);
      close(
        metric,
        copy,
        copy.late,
        countWhile(copy.late.times, (at) => at <= until)
      );
    }
  }
}

/** When that stream's open window closes though nothing more comes; `null` when there is nothing to close. */
export function closesAt(state: MonitorState, series: SeriesState): number | null {
  const oldest = series.late?.times[0];
  if (oldest === undefined || state.phase === 'stopped') return null;
  const allowed = metricOf(state.policy, series.metric)?.lateness?.allowedMs ?? null;
  if (allowed === null) return null;
  const at = series.heardAt + allowed;
  return oldest <= at ? at : null;
}

/** After a new version or policy nothing before is judged again: labels from then belong to what was. */
export function restartLate(series: SeriesState, now: number): void {
  if (series.late) series.late = openWindow(series, now);
}

// --- internal ---

function openWindow(series: SeriesState, now: number): LateState {
  const known = series.n > 0 || series.late !== undefined;
  const until = Math.max(series.late?.watermark ?? -maxTime, Math.min(series.lastAt, now));
  return { base: cloneJson(trackOf(series)), times: [], values: [], watermark: known ? until : null };
}

function append(
  draft: Draft,
  metric: MetricPolicy,
  series: SeriesState,
  late: LateState,
  inOrder: readonly Timed[]
): void {
  for (const one of inOrder) keepOpen(late, one);
  takeEach(draft, metric, series, inOrder);
}

/** Moves the watermark as if the last `appended` had come one by one, however they were cut into batches. */
function closeOld(
  draft: Draft,
  metric: MetricPolicy,
  { allowedMs, buffer }: LatenessPolicy,
  series: SeriesState,
  late: LateState,
  lastBefore: number,
  appended: number
): void {
  const { times } = late;
  let newest = lastBefore;
  let closed = 0;
  for (let i = Math.min(times.length - appended, times.length - 1); i < times.length; i++) {
    newest = Math.max(newest, times[i]!);
    raiseWatermark(late, Math.min(newest, draft.now) - allowedMs);
    while (closed <= i && times[closed]! < late.watermark!) closed += 1;
    const surplus = Math.max(0, i + 1 - closed - buffer);
    draft.state.counts.closedEarly += surplus;
    closed += surplus;
    if (surplus > 0) raiseWatermark(late, times[closed - 1]!);
  }
  close(metric, series, late, closed);
}

function raiseWatermark(late: LateState, to: number): void {
  late.watermark = Math.max(late.watermark ?? to, to);
}

function countWhile(times: readonly number[], holds: (at: number) => boolean): number {
  const end = times.findIndex((at) => !holds(at));
  return end < 0 ? times.length : end;
}
