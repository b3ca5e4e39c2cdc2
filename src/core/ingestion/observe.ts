import { addToTrail, isLate, newTrail } from '../state-parts/trail.ts';
import { heardAgain } from './silence.ts';
import { LateBucket } from '../state-parts/late-bucket.ts';
import { isMeasurement, type DecodedSeries } from '../wire/batch.ts';
import { placesOf } from '../state/series.ts';
import { tellLearning } from '../detection/tell-learning.ts';
import { onLevelChange } from '../detection/level-change.ts';
import { setNewestRows, setTakenAt } from '../detection/track.ts';
import type { Draft } from '../state/draft.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { SeriesState } from '../state/state.ts';

/** The hot loop: one pass over the column, every detector on every value. */
export function observe(draft: Draft, metric: MetricPolicy, series: SeriesState, incoming: DecodedSeries): void {
  const { dt, values } = incoming;
  const { alpha } = metric;
  const places = placesOf(metric, series);
  const counts = draft.state.counts;
  const step = typeof dt === 'number' ? dt : 0;
  const deltas = typeof dt === 'number' ? undefined : dt;
  const isFresh = series.n === 0;
  const notesTimes = draft.state.edition > 1;
  let at = incoming.t0 - step;
  let taken = 0;
  let { ewma, last, lastAt, takenAt } = series;
  for (let i = 0; i < values.length; i++) {
    at += deltas === undefined ? step : (deltas[i] as number);
    const raw = values[i];
    if (!isMeasurement(raw)) continue;
    const x = raw + 0;
    if (at < lastAt) {
      counts.outOfOrder += 1;
      takenAt = at;
      if (notesTimes && at < series.firstAt) series.firstAt = at;
    } else {
      lastAt = at;
      takenAt = undefined;
    }
    if (taken === 0) {
      ewma = isFresh ? x : alpha * x + (1 - alpha) * ewma;
      if (isFresh) series.firstAt = at;
      if (series.silent) heardAgain(draft, series);
    } else ewma = alpha * x + (1 - alpha) * ewma;
    last = x;
    taken += 1;
    for (let k = 0; k < places.length; k++) {
      const { slot, policy, detector } = places[k]!;
      const verdict = detector.update(slot.state, x, policy.options);
      if (verdict !== slot.level) {
        series.lastAt = lastAt;
        series.last = last;
        if (notesTimes) setTakenAt(series, takenAt);
        onLevelChange(draft, places[k]!, verdict, at);
      }
    }
  }
  counts.observations += taken;
  counts.invalid += values.length - taken;
  if (taken === 0) return;
  if (draft.state.trails === 'kept') traceColumn(series, metric.alpha, incoming);
  series.n += taken;
  series.ewma = ewma;
  series.last = last;
  series.lastAt = lastAt;
  if (notesTimes) setTakenAt(series, takenAt);
  if (draft.state.edition > 2) setNewestRows(series, null);
  series.heardAt = draft.now;
  keepNewest(series, values, taken, metric.window);
  tellLearning(draft, places);
  if (!series.undated) draft.sawEvent(lastAt);
}

// --- internal ---

/**
 * A pass of its own, so that what is added up stays in registers; the average is run once more, as a bucket keeps what
 * it was at its end.
 */
function traceColumn(series: SeriesState, alpha: number, { t0, dt, values }: DecodedSeries): void {
  const step = typeof dt === 'number' ? dt : 0;
  let at = t0 - step;
  let { ewma, n: seen, trail } = series;
  let { until, n, sum, min, max } = trail ?? emptyTrail;
  let from = until - (trail?.every ?? 0);
  let late: LateBucket | undefined;
  for (let i = 0; i < values.length; i++) {
    at += typeof dt === 'number' ? step : (dt[i] as number);
    const raw = values[i];
    if (!isMeasurement(raw)) continue;
    const x = raw + 0;
    if (at < from || at >= until || n === 0) {
      if (late?.holds(at)) late.add(x);
      else {
        late?.close();
        late = trail && isLate(trail, at) ? new LateBucket(trail, at) : undefined;
        if (late) late.add(x);
        else {
          trail = Object.assign(trail ?? newTrail(at), { n, sum, min, max });
          addToTrail(trail, at, x, ewma);
          ({ until, n, sum, min, max } = trail);
          from = until - trail.every;
        }
      }
    } else {
      n += 1;
      sum += x;
      if (x < min) min = x;
      else if (x > max) max = x;
    }
    ewma = seen === 0 ? x : alpha * x + (1 - alpha) * ewma;
    seen = 1;
  }
  late?.close();
  if (trail) series.trail = Object.assign(trail, { n, sum, min, max });
}

const emptyTrail = { until: Number.NEGATIVE_INFINITY, n: 0, sum: 0, min: 0, max: 0 };

/** Only the newest values of a batch can end in the window; the ring turns as if all had gone through it. */
function keepNewest(series: SeriesState, values: DecodedSeries['values'], taken: number, size: number): void {
  const { window } = series;
  const filled = Math.min(size, window.length + taken);
  const turned = Math.max(0, window.length + taken - size);
  series.next = (series.next + turned) % size;
  while (window.length < filled) window.push(0);
  let at = turned > 0 ? series.next : filled;
  let left = Math.min(taken, size);
  for (let i = values.length - 1; left > 0; i--) {
    const x = values[i];
    if (!isMeasurement(x)) continue;
    at = at === 0 ? size - 1 : at - 1;
    // `+ 0` because JSON knows no minus zero.
    window[at] = x + 0;
    left -= 1;
  }
}
