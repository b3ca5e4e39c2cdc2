import { autoregression } from './autoregression.ts';
import { marginalOf } from './marginal/marginal.ts';
import { ranksIn } from './scores-in-blocks.ts';
import type { Rng } from '../../stats/rng.ts';

/** Short runs of values far from all others, that no autoregression explains: pauses of a collector, lost batches. */
export interface Bursts {
  /** The values between them. */
  body: Float64Array;
  /** Puts bursts in place of values, in place: as often, as long and as far as they were. */
  putInto(rng: Rng, values: Float64Array): void;
}

/**
 * Tells bursts from noise: runs of values that are far from what an autoregression of the others says, and that it
 * would not make of their first one. An autoregression that is fitted to them too would smear them: fewer values far
 * out, and more near to them. They are drawn again with the time before them, their ranks in the order in which they
 * came, of a distribution of their own.
 *
 * @param values deviations from their mean
 */
export function burstsOf(values: Float64Array): Bursts | undefined {
  const n = values.length;
  const spans = spansOf(values);
  const inside = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  if (spans.length < fewest || inside > n * mostOfAll) return undefined;
  const body = new Float64Array(n - inside);
  const own = new Float64Array(inside);
  // Of each burst: the values before it, where its own begin, and how many they are.
  const drawn: { gap: number; at: number; length: number }[] = [];
  let [end, filled] = [0, 0];
  for (const { from, to } of spans) {
    body.set(values.subarray(end, from), end - filled);
    own.set(values.subarray(from, to), filled);
    drawn.push({ gap: from - end, at: filled, length: to - from });
    filled += to - from;
    end = to;
  }
  body.set(values.subarray(end), end - filled);
  // What came after the last is before the first.
  drawn[0]!.gap += n - end;
  const ranks = ranksIn(own);
  const marginal = marginalOf(own);
  return {
    body,
    putInto(rng, into) {
      const any = (): (typeof drawn)[number] => drawn[rng.int(0, drawn.length - 1)]!;
      // Begins anywhere on the way to a burst: the longer the way, the likelier.
      let t = rng.int(0, body.length - 1);
      for (let k = 0; t >= drawn[k]!.gap; k++) t -= drawn[k]!.gap;
      while (t < into.length) {
        const { at, length } = any();
        for (let k = 0; k < length && t + k < into.length; k++)
          into[t + k] = marginal.at(ranks.scoreOf(at + k, rng.uniform()));
        t += length + any().gap;
      }
    },
  };
}

// --- internal ---

/** Fewer say nothing of how often they come. */
const fewest = 3;
/** What lasts longer is a time of its own, such as an incident, and no burst. */
const longest = 20;
/** A larger share of all values is no exception. */
const mostOfAll = 0.1;
/** In quartile distances from the quartiles: of normal noise one in 400,000 on either side. */
const far = 3;
/** So many of the runs that are far must be bursts: a long tail alone makes two in a row now and then. */
const leastShare = 1 / 4;
/**
 * Single values are bursts where a gap parts them from all others: many times as many are beyond it as in it. Of a tail
 * as long as 1/x it is twice as many.
 */
const gap = { from: 1.4, to: 2, times: 5, fewest: 12 };
/** Any other run counts among bursts where it is as far as they are, but for a tenth of them. */
const nearest = 0.1;

interface Span {
  from: number;
  to: number;
  /** How far at most, in distances of the fence from the middle. */
  most: number;
  isBurst: boolean;
}

function spansOf(values: Float64Array): Span[] {
  const spans = farSpans(values);
  const unexplained = spans.filter(({ isBurst }) => isBurst);
  const beyond = spans.filter(({ most }) => most > gap.to);
  const between = spans.filter(({ most }) => most > gap.from && most <= gap.to);
  const isParted = beyond.length >= Math.max(gap.fewest, gap.times * between.length);
  const bursts = isParted ? beyond : unexplained;
  if (!isParted && bursts.length < spans.length * leastShare) return [];
  const sizes = bursts.map(({ most }) => most).toSorted((a, b) => a - b);
  const least = sizes[Math.floor(sizes.length * nearest)] ?? Infinity;
  return spans.filter(({ from, to, isBurst, most }) => to - from <= longest && (isBurst || most >= least));
}

/** Runs of values on one side that are far from what an autoregression of the others says. */
function farSpans(values: Float64Array): Span[] {
  const plain = fencesOf(values);
  const centred = values.map((x) => x - plain.middle);
  const { weights } = autoregression(centred.map((x, t) => (plain.distance(values[t]!) > 1 ? 0 : x)));
  const expected = (of: Float64Array, t: number): number =>
    weights.reduce((sum, w, j) => sum + w * (of[t - 1 - j] ?? 0), 0);
  const steps = centred.map((x, t) => x - expected(centred, t));
  const fences = fencesOf(steps);
  // As the values would be without those that are far.
  const clean = Float64Array.from(centred);
  const spans: Span[] = [];
  let open: (Span & { side: number }) | undefined;
  for (let t = 0; t < values.length; t++) {
    const e = centred[t]! - expected(clean, t);
    const distance = fences.distance(e);
    const isLeap = fences.distance(steps[t]!) > 1;
    if (distance > 1) clean[t] = expected(clean, t);
    if (open && (distance <= 1 || Math.sign(e) !== open.side)) {
      // The way back, too, is one that the autoregression does not make.
      if (isLeap && weights.length > 0) open.isBurst = true;
      spans.push({ ...open, to: t });
      open = undefined;
    }
    if (distance <= 1) continue;
    if (open && isLeap) open.isBurst = true;
    open ??= { from: t, to: t, most: 0, isBurst: false, side: Math.sign(e) };
    open.most = Math.max(open.most, distance);
  }
  if (open) spans.push({ ...open, to: values.length });
  return spans;
}

/** How far a value is from the middle: more than 1 is beyond the fence. */
function fencesOf(values: Float64Array): { middle: number; distance(x: number): number } {
  const sorted = values.toSorted();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  const [low, middle, high] = [at(0.25), at(0.5), at(0.75)];
  const reach = far * (high - low);
  const distance = (x: number): number =>
    x > middle ? (x - middle) / (high + reach - middle) : (middle - x) / (middle - low + reach);
  return { middle, distance: reach > 0 ? distance : () => 0 };
}
