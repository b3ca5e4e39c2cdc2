import { decodeShort, encodeShort, roundShort } from './short-number.ts';

/** The part of a trail that holds what is over. */
export interface PastBuckets {
  from: number;
  every: number;
  past: string;
}

/** Characters of one bucket: count, mean, lowest, highest, and the average at its end. */
export const bucketLength = 20;

/**
 * A bucket of the past while late observations join it. With values out of order many in a row go into the same one: it
 * is read once, and written once.
 */
export class LateBucket {
  private readonly trail: PastBuckets;
  private readonly place: number;
  private readonly begin: number;
  private readonly end: number;
  private average: string;
  private n: number;
  private mean: number;
  private min: number;
  private max: number;

  /** @param at lies before the open bucket; what lies before the first bucket goes into that one */
  constructor(trail: PastBuckets, at: number) {
    const index = Math.max(0, Math.floor((at - trail.from) / trail.every));
    this.trail = trail;
    this.place = index * bucketLength;
    this.begin = index === 0 ? Number.NEGATIVE_INFINITY : trail.from + index * trail.every;
    this.end = trail.from + (index + 1) * trail.every;
    const numberAt = (k: number): number => decodeShort(trail.past, this.place + k);
    this.n = Math.round(numberAt(0));
    [this.mean, this.min, this.max] = [numberAt(4), numberAt(8), numberAt(12)];
    this.average = trail.past.slice(this.place + 16, this.place + bucketLength);
  }

  /** Whether an observation of that time belongs here, too. */
  holds(at: number): boolean {
    return at >= this.begin && at < this.end;
  }

  /** Rounds after each: the same as if the bucket had been written and read in between. */
  add(x: number): void {
    this.n += 1;
    if (this.n === 1) {
      this.mean = roundShort(x);
      this.min = this.mean;
      this.max = this.mean;
      this.average = encodeShort(x);
      return;
    }
    this.mean = roundShort(this.mean + (x - this.mean) / this.n);
    if (x < this.min) this.min = roundShort(x);
    else if (x > this.max) this.max = roundShort(x);
    if (this.n > mostExact) this.n = Math.round(roundShort(this.n));
  }

  /** Writes it back; the trail must not have moved on since. */
  close(): void {
    const { trail, place, n, mean, min, max, average } = this;
    const bucket = encodeShort(n) + encodeShort(mean) + encodeShort(min) + encodeShort(max) + average;
    trail.past = trail.past.slice(0, place) + bucket + trail.past.slice(place + bucketLength);
  }
}

// --- internal ---

/** Larger counts are rounded. */
const mostExact = 2 ** 14;
