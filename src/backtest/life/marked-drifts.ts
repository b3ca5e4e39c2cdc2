import { markedBy, type Marking } from '../../core/state-parts/marking.ts';
import { playLife, type PlayedStep } from './play.ts';
import type { Evidence } from '../../core/state/decision.ts';
import type { Life } from './life.ts';
import type { MonitorState, SeriesState } from '../../core/state/state.ts';
import type { Steps } from '../steps.ts';

/** A stretch that a detector has called a drift, in event time: epoch milliseconds, both ends included. */
export interface FoundDrift {
  metric: string;
  /** Empty: the model as a whole. */
  segment: string;
  detector: string;
  /** Where it began, as far as the detector could tell. */
  from: number;
  /** The newest value before it was over. */
  to: number;
}

/** What a person has said of an alarm or a retrain, with the drifts that it is about. */
export interface MarkedDrifts extends Marking {
  /** None: no drift stood behind it, as with a retrain that a schedule asked for, or the server has it no more. */
  drifts: FoundDrift[];
}

/** Plays a monitor's life to find what its marks are about, the oldest mark first. Yields now and then. */
export function* markedDrifts(life: Life): Steps<MarkedDrifts[]> {
  const found = new Drifts();
  const { state } = yield* playLife(
    life,
    (step) => found.see(step),
    (begun, now) => found.begin(begun, now)
  );
  if (!state) return [];
  found.close(state);
  return state.marks.map((mark) => ({ ...mark, drifts: found.of(mark.target) }));
}

// --- internal ---

interface Watched extends FoundDrift {
  /** By the monitor's clock. */
  beganAt: number;
  endedAt: number | null;
}

type Named = Pick<Evidence, 'metric' | 'segment' | 'detector'>;

/** Every drift of a life: it begins when a detector is latched, and ends when that is disproved or starts afresh. */
class Drifts {
  private readonly all: Watched[] = [];
  private readonly open = new Map<string, Watched>();
  private readonly launched = new Map<number, Watched[]>();

  begin(state: MonitorState, now: number): void {
    for (const series of Object.values(state.series)) this.compare(undefined, series, now);
  }

  see({ before, state, effects, now }: PlayedStep): void {
    const standing = [...this.open.values()];
    if (before.series !== state.series)
      for (const key of new Set([...Object.keys(before.series), ...Object.keys(state.series)]))
        if (before.series[key] !== state.series[key]) this.compare(before.series[key], state.series[key], now);
    for (const effect of effects) {
      if (effect.type !== 'start-retrain') continue;
      const { generation, evidence } = effect.request;
      const any = new Set([...standing, ...this.open.values()]);
      this.launched.set(
        generation,
        [...any].filter((drift) => evidence.some((one) => keyOf(one) === keyOf(drift)))
      );
    }
  }

  /** What stands at the end lasts until the newest value. */
  close(state: MonitorState): void {
    for (const drift of this.open.values())
      for (const { metric, segment, lastAt } of Object.values(state.series))
        if (metric === drift.metric && segment === drift.segment) drift.to = Math.max(drift.from, lastAt ?? drift.to);
  }

  of(target: string): FoundDrift[] {
    const marked = markedBy(target);
    if (!marked) return [];
    const found =
      'retrain' in marked
        ? (this.launched.get(marked.retrain) ?? [])
        : this.all
            .filter((drift) => keyOf(drift) === keyOf(marked))
            .filter(({ beganAt, endedAt }) => beganAt <= marked.at && marked.at <= (endedAt ?? marked.at))
            .slice(-1);
    return found.map(({ metric, segment, detector, from, to }) => ({ metric, segment, detector, from, to }));
  }

  // --- internal ---

  private compare(was: SeriesState | undefined, is: SeriesState | undefined, now: number): void {
    const { metric, segment } = (was ?? is)!;
    for (const { id } of was?.slots ?? [])
      if (!is?.slots.some((slot) => slot.id === id && slot.latched))
        this.end(keyOf({ metric, segment, detector: id }), was?.lastAt, now);
    for (const { id: detector, latched, suspectSince, since } of is?.slots ?? []) {
      const key = keyOf({ metric, segment, detector });
      if (!latched || this.open.has(key)) continue;
      const from = suspectSince ?? since;
      const drift = { metric, segment, detector, from, to: from, beganAt: now, endedAt: null };
      this.open.set(key, drift);
      this.all.push(drift);
    }
  }

  private end(key: string, lastAt: number | null | undefined, now: number): void {
    const drift = this.open.get(key);
    if (!drift) return;
    this.open.delete(key);
    drift.endedAt = now;
    drift.to = Math.max(drift.from, lastAt ?? drift.from);
  }
}

function keyOf({ metric, segment = '', detector }: Named): string {
  return JSON.stringify([metric, segment, detector]);
}
