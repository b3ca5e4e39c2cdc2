import { advance, trackOf } from '../core/detection/track.ts';
import { cloneJson } from '../terms/json.ts';
import { isMeasurement } from '../core/wire/batch.ts';
import { metricOf, newSeries, placesOf, seriesKey, type Place } from '../core/state/series.ts';
import { rowsAt, type History } from './history.ts';
import { sampledOf } from '../core/detection/even-out.ts';
import type { MetricPolicy, Policy } from '../core/state/policy.ts';
import type { MonitorState, Track } from '../core/state/state.ts';
import type { Verdict } from '../terms/level.ts';

/**
 * Runs the detectors ahead, on copies, to find the next observation with which one enters or leaves drift: what comes
 * before it can be taken at once. It only guesses: exclusions, windows and late labels are beyond it.
 */
export class Scout {
  private readonly history: History;

  private constructor(history: History) {
    this.history = history;
  }

  /** `undefined` where observations do not go straight to the detectors. */
  static of({ metrics }: Policy, history: History): Scout | undefined {
    const isPlain = metrics.every(({ exclude, lateness, aggregate }) => !exclude && !lateness && !aggregate);
    return isPlain ? new Scout(history) : undefined;
  }

  /** The first batch, from `from` on, that brings such an observation; `end` if none before it does. */
  nextChange(state: MonitorState, from: number, end: number): number {
    const { starts, stream, streams, value } = this.history;
    const ahead = new Map<number, Ahead | undefined>();
    for (let batch = from; batch < end; batch++)
      for (let i = starts[batch]!; i < starts[batch + 1]!; i++) {
        const x = value[i];
        if (!isMeasurement(x)) continue;
        const { series } = streams[stream[i]!]!;
        if (!ahead.has(series)) ahead.set(series, this.copied(state, series));
        const known = ahead.get(series);
        if (known && this.changes(known, i, x + 0)) return batch;
      }
    return end;
  }

  // --- internal ---

  /** Takes one value; whether a detector enters or leaves drift with it. */
  private changes(ahead: Ahead, i: number, x: number): boolean {
    const { metric, track, places, isPlain } = ahead;
    if (!isPlain) {
      const rows = rowsAt(this.history, i);
      const at = this.history.at[i]!;
      const timed = rows ? { at, x, sampled: sampledOf(metric.name, x, rows) } : { at, x };
      advance(track, metric, places, timed, ahead.onChange);
      return ahead.isChange;
    }
    for (const place of places) {
      const verdict = place.detector.update(place.slot.state, x, place.policy.options);
      if (verdict !== place.slot.level) ahead.onChange(place, verdict);
    }
    return ahead.isChange;
  }

  /** `undefined` of a metric that nobody watches. */
  private copied({ policy, series }: MonitorState, place: number): Ahead | undefined {
    const { metric: name, segment } = this.history.streams[place]!;
    const metric = metricOf(policy, name);
    if (!metric) return undefined;
    const known = series[seriesKey(name, segment)] ?? newSeries(metric, segment, 0, 0);
    const track = cloneJson(trackOf(known));
    const places = placesOf(metric, known, track.slots);
    const isPlain = !metric.season && !known.rows && !this.history.rows;
    const onChange: Ahead['onChange'] = ({ slot }, verdict) => {
      if (verdict === 'drift' || slot.latched) ahead.isChange = true;
      slot.level = verdict;
    };
    const ahead: Ahead = { metric, track, places, isPlain, isChange: false, onChange };
    return ahead;
  }
}

// --- internal ---

/** A stream as the scout sees it, ahead of the monitor. */
interface Ahead {
  metric: MetricPolicy;
  track: Track;
  places: Place[];
  /** Neither a season nor rows: values go to the detectors as they are. */
  isPlain: boolean;
  /** A detector has entered or left drift. */
  isChange: boolean;
  onChange: (place: Place, verdict: Verdict) => void;
}
