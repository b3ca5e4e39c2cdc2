import type { DecodedSeries } from '../../core/wire/batch.ts';
import type { SeriesState } from '../../core/state/state.ts';

/** A moment of the monitor's clock, with how much it had heard by then. */
export interface Moment {
  at: number;
  /** How often a newer event time had come; 0: never. */
  heard: number;
}

/** Where something stands in event time: by a moment, or by the time of the value that it is about. */
export type Standing = Moment | number;

/** What a step has made of a stream, of the observations that arrived; without them time alone has brought a value. */
export interface Heard {
  was: SeriesState | undefined;
  is: SeriesState;
  arrived: readonly DecodedSeries[];
}

/**
 * Puts what a monitor did into the time of its values: behind the newest that it had heard, by as much as its own clock
 * went on since, and never behind the next newer one. While values come as they are measured, that is its clock; where
 * a past is sent later, or the sender's clock differs, it is between the values that it really happened between.
 */
export class EventClock {
  private readonly steps: { at: number; newest: number; first: number }[] = [];

  moment(at: number): Moment {
    return { at, heard: this.steps.length };
  }

  /** What the first run that is played begins with. */
  begin(series: readonly SeriesState[]): void {
    for (const { n, undated, heardAt, lastAt } of series) if (n > 0 && !undated) this.hear(heardAt, lastAt, lastAt);
  }

  /** Takes what one step has brought. */
  see(heard: readonly Heard[], now: number): void {
    const dated = heard.filter(({ was, is }) => !is.undated && is.n > (was?.n ?? 0) && is.lastAt > this.newest);
    if (dated.length === 0) return;
    const newest = dated.reduce((most, { is }) => Math.max(most, is.lastAt), this.newest);
    this.hear(
      now,
      newest,
      dated.reduce((least, one) => Math.min(least, this.firstNewerOf(one)), newest)
    );
  }

  /** Takes what a batch of any streams has brought; times that are not newer count for nothing. */
  hear(at: number, newest: number, first: number): void {
    if (newest > this.newest) this.steps.push({ at, newest, first });
  }

  /** A moment of the clock, once everything was heard. */
  placeAt(clock: number): number {
    const heard = this.steps.findLastIndex(({ at }) => at <= clock) + 1;
    return this.placeOf({ at: clock, heard });
  }

  placeOf(standing: Standing): number {
    if (typeof standing === 'number') return standing;
    const { at, heard } = standing;
    const before = this.steps[heard - 1];
    const next = this.steps[heard]?.first ?? Number.POSITIVE_INFINITY;
    return Math.min(before ? before.newest + (at - before.at) : at, next);
  }

  // --- internal ---

  private get newest(): number {
    return this.steps.at(-1)?.newest ?? Number.NEGATIVE_INFINITY;
  }

  private firstNewerOf({ is, arrived }: Heard): number {
    let first = is.lastAt;
    for (const { t0, dt, values } of arrived) {
      let at = typeof dt === 'number' ? t0 - dt : t0;
      for (let i = 0; i < values.length; i++) {
        at += typeof dt === 'number' ? dt : dt[i]!;
        if (at > this.newest && at < first) first = at;
      }
    }
    return first;
  }
}
