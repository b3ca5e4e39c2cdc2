import { bucketLength, LateBucket } from './late-bucket.ts';
import { decodeShort, encodeShort } from './short-number.ts';

/**
 * All that a stream has ever been, in at most 40 buckets of event time. When they do not suffice, each takes in its
 * neighbour and is twice as long from then on. As JSON it takes less than 1 KiB, whatever the values are.
 */
export interface Trail {
  /** Event time at which the first bucket begins; epoch milliseconds. */
  from: number;
  /** How long a bucket is; milliseconds. */
  every: number;
  /** Event time at which the open bucket ends. */
  until: number;
  /** The buckets that are over, oldest first: five numbers each, four characters a number. */
  past: string;
  /** What is in the open bucket; its average is the stream's own. */
  n: number;
  sum: number;
  min: number;
  max: number;
}

/** One bucket; without observations all but `n` is 0. */
export interface TrailBucket {
  n: number;
  mean: number;
  min: number;
  max: number;
  /** The stream's moving average when the bucket ended. */
  average: number;
}

export function newTrail(at: number): Trail {
  return { from: at, every: firstMs, until: at + firstMs, past: '', n: 0, sum: 0, min: 0, max: 0 };
}

/**
 * Takes one observation, in place. One that comes late goes into the bucket of its time, or into the first.
 *
 * @param average the stream's moving average before this observation
 */
export function addToTrail(trail: Trail, at: number, x: number, average: number): void {
  if (at >= trail.until) moveOn(trail, at, average);
  else if (isLate(trail, at)) return addLate(trail, at, x);
  if (trail.n === 0) {
    trail.min = x;
    trail.max = x;
  } else if (x < trail.min) trail.min = x;
  else if (x > trail.max) trail.max = x;
  trail.n += 1;
  trail.sum += x;
}

/** Whether an observation of that time belongs into a bucket that is over. */
export function isLate({ until, every, past }: Trail, at: number): boolean {
  return at < until - every && past !== '';
}

/** All buckets, the open one last. */
export function bucketsOf(trail: Trail, average: number): TrailBucket[] {
  return [...decoded(trail.past), openBucket(trail, average)];
}

// --- internal ---

const firstMs = 1_000;
const mostBuckets = 40;

function openBucket({ n, sum, min, max }: Trail, average: number): TrailBucket {
  return n === 0 ? emptyBucket : { n, mean: sum / n, min, max, average };
}

const emptyBucket: TrailBucket = { n: 0, mean: 0, min: 0, max: 0, average: 0 };
const emptyText = 'A'.repeat(bucketLength);

/** Ends the open bucket, and opens that of a later time. */
function moveOn(trail: Trail, at: number, average: number): void {
  const { from, past, every } = trail;
  if (at >= from + every * mostBuckets) return widen(trail, at, average);
  const open = past.length / bucketLength;
  const index = Math.floor((at - from) / every);
  trail.past = past + encodeBucket(openBucket(trail, average)) + emptyText.repeat(index - open - 1);
  trail.until = from + (index + 1) * every;
  trail.n = 0;
  trail.sum = 0;
}

/** Puts neighbours together until that time has a bucket. */
function widen(trail: Trail, at: number, average: number): void {
  const { from } = trail;
  let past = bucketsOf(trail, average);
  while (at >= from + trail.every * mostBuckets) {
    past = halved(past);
    trail.every *= 2;
  }
  const index = Math.floor((at - from) / trail.every);
  // The last may have grown into the time that is wanted.
  const last = index < past.length ? past.pop() : undefined;
  trail.past = past.map(encodeBucket).join('') + emptyText.repeat(index - past.length);
  trail.until = from + (index + 1) * trail.every;
  open(trail, last ?? emptyBucket);
}

function open(trail: Trail, { n, mean, min, max }: TrailBucket): void {
  trail.n = n;
  trail.sum = n * mean;
  trail.min = min;
  trail.max = max;
}

function halved(buckets: readonly TrailBucket[]): TrailBucket[] {
  const half: TrailBucket[] = [];
  for (let i = 0; i < buckets.length; i += 2) half.push(joined(buckets[i]!, buckets[i + 1] ?? emptyBucket));
  return half;
}

function joined(a: TrailBucket, b: TrailBucket): TrailBucket {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const mean = a.mean + ((b.mean - a.mean) * b.n) / n;
  return { n, mean, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max), average: b.average };
}

function addLate(trail: Trail, at: number, x: number): void {
  const bucket = new LateBucket(trail, at);
  bucket.add(x);
  bucket.close();
}

function encodeBucket({ n, mean, min, max, average }: TrailBucket): string {
  return [n, mean, min, max, average].map(encodeShort).join('');
}

function decoded(past: string): TrailBucket[] {
  const buckets: TrailBucket[] = [];
  for (let at = 0; at < past.length; at += bucketLength) {
    const [n, mean, min, max, average] = [0, 4, 8, 12, 16].map((k) => decodeShort(past, at + k)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    buckets.push({ n: Math.round(n), mean, min, max, average });
  }
  return buckets;
}
