import { cloneJson } from '../terms/json.ts';
import { isMeasurement } from '../core/wire/batch.ts';
import { metricOf, newSeries, placesOf, seriesKey, type Place } from '../core/state/series.ts';
import type { History } from './history.ts';
import type { MonitorState } from '../core/state/state.ts';
import type { Policy } from '../core/state/policy.ts';

/**
 * Runs the detectors ahead, on copies, to find the next observation with which one enters or leaves drift: what comes
 * before it can be taken at once. It only guesses: seasons, windows and late labels are beyond it.
 */
export class Scout {
  private readonly history: History;

  private constructor(history: History) {
    this.history = history;
  }

  /** `undefined` where observations do not go straight to the detectors. */
  static of({ metrics }: Policy, history: History): Scout | undefined {
    const isPlain = metrics.every(
      ({ exclude, season, lateness, aggregate }) => !exclude && !season && !lateness && !aggregate
    );
    return isPlain && !history.rows ? new Scout(history) : undefined;
  }

  /** The first batch, from `from` on, that brings such an observation; `end` if none before it does. */
  nextChange(state: MonitorState, from: number, end: number): number {
    const { starts, stream, streams, value } = this.history;
    const ahead = new Map<number, Place[]>();
    for (let batch = from; batch < end; batch++)
      for (let i = starts[batch]!; i < starts[batch + 1]!; i++) {
        const x = value[i];
        if (!isMeasurement(x)) continue;
        const { series } = streams[stream[i]!]!;
        let places = ahead.get(series);
        if (!places) ahead.set(series, (places = this.copied(state, series)));
        for (const { slot, detector, policy } of places) {
          const verdict = detector.update(slot.state, x + 0, policy.options);
          if (verdict === slot.level) continue;
          if (verdict === 'drift' || slot.latched) return batch;
          slot.level = verdict;
        }
      }
    return end;
  }

  // --- internal ---

  private copied({ policy, series }: MonitorState, place: number): Place[] {
    const { metric, segment } = this.history.streams[place]!;
    const found = metricOf(policy, metric);
    if (!found) return [];
    const known = series[seriesKey(metric, segment)] ?? newSeries(found, segment, 0, 0);
    return placesOf(found, known, cloneJson(known.slots));
  }
}
