import { createRng } from '../stats/rng.ts';
import { falseAlarms, type World } from './false-alarms.ts';
import { resamplerOf, type Resampler } from './noise/resampler.ts';
import type { Steps } from '../backtest/steps.ts';
import type { Policy } from '../core/state/policy.ts';

/** What a history does not know about how often a policy launches, as logarithms of a rate. */
export interface HistoryError {
  /** What to take off the logarithm of the rate on the streams of this history, on average … */
  bias: number;
  /** … and how far that is uncertain. */
  sd: number;
}

/** Histories of the same length as this one, drawn from what was learned of it, each learned from in the same way. */
export function relearned(sources: readonly Resampler[], { from, seed }: Pick<World, 'from' | 'seed'>): Resampler[][] {
  return Array.from({ length: histories }, (_, k) =>
    sources.map((source, i) => {
      const { metric, segment, observations, stepMs } = source;
      const values = source.draw(createRng(seed, 5e12 + k * 1_000 + i), observations, from);
      // A history that came out without any noise could not be drawn again.
      if (values.every((x) => x === values[0])) return source;
      return resamplerOf(
        { metric, segment },
        Float64Array.from(values, (_x, t) => from + t * stepMs),
        values
      );
    })
  );
}

/**
 * How far the rate of launches on streams learned from a history is from that of the process it came from: a double
 * bootstrap. What was learned stands in for the truth; histories of the same length are drawn from it, and what is
 * learned from each is asked for its rate. Season, correlation, level, spread and tails are all learned anew.
 *
 * @param again as `relearned` gives them
 * @param ms    time to count in, for each
 * @see Davison, A. C.; Hinkley, D. V. (1997). Bootstrap methods and their application. Cambridge, section 3.9.
 */
export function* historyError(
  world: World,
  policy: Policy,
  { again, ms, tick }: { again: readonly (readonly Resampler[])[]; ms: number; tick: () => void }
): Steps<HistoryError> {
  // The same noise for all, so that only what was learned differs.
  const truth = yield* falseAlarms(world, policy, ms, errorSet);
  const logs: number[] = [];
  for (const sources of again) {
    const { count, ms: took } = yield* falseAlarms({ ...world, sources }, policy, ms, errorSet, {
      enough: 40 * truth.count + 400,
    });
    tick();
    logs.push(Math.log((count + 0.5) / took));
  }
  const own = Math.log((truth.count + 0.5) / truth.ms);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  return { bias: mean - own, sd: Math.sqrt(variance) };
}

/** Histories that are drawn: their spread is then known to a fifth. */
export const histories = 16;

// --- internal ---

const errorSet = 8;
