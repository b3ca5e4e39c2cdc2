import type { Steps } from '../backtest/steps.ts';

/** What a search found. */
export interface Found {
  u: number;
  /** The end of the dial was reached before the goal. */
  isAtEnd: boolean;
}

export interface SearchOptions {
  start: number;
  /** First step away from the start; each further one is twice as long. */
  reach: number;
  least: number;
  most: number;
  /** Values that count as 0. */
  near: number;
}

/**
 * Where a function that falls with `u`, up to noise that is the same at every `u`, is near 0. Where it leaps over 0,
 * the side below: rather too few than too many.
 *
 * @param f logarithm of what is counted over what is allowed: 0.7 means twice too many
 */
export function* searchFalling(
  f: (u: number) => Steps<number>,
  { start, reach: first, least, most, near }: SearchOptions
): Steps<Found> {
  let low = { u: start, f: yield* f(start) };
  let high = low;
  let reach = first;
  if (Math.abs(low.f) <= near) return { u: start, isAtEnd: false };
  while (low.f < 0 && low.u > least) {
    high = low;
    const u = Math.max(least, low.u - reach);
    low = { u, f: yield* f(u) };
    reach *= 2;
  }
  while (high.f > 0 && high.u < most) {
    low = high;
    const u = Math.min(most, high.u + reach);
    high = { u, f: yield* f(u) };
    reach *= 2;
  }
  if (low.f < 0) return { u: low.u, isAtEnd: true };
  if (high.f > 0) return { u: high.u, isAtEnd: true };
  let best = Math.abs(low.f) < Math.abs(high.f) ? low : high;
  for (let i = 0; i < 16 && Math.abs(best.f) > near && high.u - low.u > 1e-4; i++) {
    // On the straight line between both ends, but never too near to one of them.
    const share = Math.min(0.85, Math.max(0.15, low.f / (low.f - high.f || 1)));
    const u = low.u + share * (high.u - low.u);
    const at = { u, f: yield* f(u) };
    if (Math.abs(at.f) < Math.abs(best.f)) best = at;
    if (at.f > 0) low = at;
    else high = at;
  }
  return { u: Math.abs(best.f) <= near ? best.u : high.u, isAtEnd: false };
}
