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
  else if (at < trail.until - trail.every && trail.past !== '') return addLate(trail, at, x);
  if (trail.n === 0) {
    trail.min = x;
    trail.max = x;
  } else if (x < trail.min) trail.min = x;
  else if (x > trail.max) trail.max = x;
  trail.n += 1;
  trail.sum += x;
}

/** All buckets, the open one last. */
export function bucketsOf(trail: Trail, average: number): TrailBucket[] {
  return [...decoded(trail.past), openBucket(trail, average)];
}

// --- internal ---

const firstMs = 1_000;
const mostBuckets = 40;
const bucketLength = 20;

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

/** With values out of order this is done for most of them, so only what changes is read and written anew. */
function addLate(trail: Trail, at: number, x: number): void {
  const { past } = trail;
  const place = Math.max(0, Math.floor((at - trail.from) / trail.every)) * bucketLength;
  const n = Math.round(decode(past, place));
  const end = place + bucketLength;
  trail.past =
    past.slice(0, place) + (n === 0 ? ofOne(x) : withOneMore(past.slice(place, end), n, x)) + past.slice(end);
}

function ofOne(x: number): string {
  return encode(1) + encode(x).repeat(4);
}

function withOneMore(bucket: string, n: number, x: number): string {
  const mean = decode(bucket, 4);
  const min = x < decode(bucket, 8) ? encode(x) : bucket.slice(8, 12);
  const max = x > decode(bucket, 12) ? encode(x) : bucket.slice(12, 16);
  return encode(n + 1) + encode(mean + (x - mean) / (n + 1)) + min + max + bucket.slice(16);
}

function encodeBucket({ n, mean, min, max, average }: TrailBucket): string {
  return encode(n) + encode(mean) + encode(min) + encode(max) + encode(average);
}

function decoded(past: string): TrailBucket[] {
  const buckets: TrailBucket[] = [];
  for (let at = 0; at < past.length; at += bucketLength) {
    const [n, mean, min, max, average] = [0, 4, 8, 12, 16].map((k) => decode(past, at + k)) as [
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

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digitOf = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, alphabet.indexOf(String.fromCharCode(code))));
const scratch = new DataView(new ArrayBuffer(8));

/** A double in 24 bits: sign, ten bits of exponent, thirteen of the fraction; that is four significant digits. */
function encode(x: number): string {
  scratch.setFloat64(0, x);
  // Half of what is cut off is added first: it may carry into the exponent, as it should.
  const high = scratch.getUint32(0) + 0x40;
  const exponent = ((high >>> 20) & 0x7ff) - exponentBias;
  const sign = x < 0 ? 0x800000 : 0;
  const bits = exponent <= 0 ? 0 : sign | (Math.min(exponent, 0x3ff) << 13) | ((high >>> 7) & 0x1fff);
  return alphabet[bits >>> 18]! + alphabet[(bits >>> 12) & 63]! + alphabet[(bits >>> 6) & 63]! + alphabet[bits & 63]!;
}

function decode(text: string, at: number): number {
  let bits = 0;
  for (let i = at; i < at + 4; i++) bits = bits * 64 + (digitOf[text.charCodeAt(i)] ?? 0);
  if (bits === 0) return 0;
  const sign = bits & 0x800000 ? 0x80000000 : 0;
  const exponent = ((bits >>> 13) & 0x3ff) + exponentBias;
  scratch.setUint32(0, (sign | (exponent << 20) | ((bits & 0x1fff) << 7)) >>> 0);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}

/** Exponents of doubles are counted from 1023, these from 511. */
const exponentBias = 1_023 - 511;
