import { createRng } from '../stats/rng.ts';
import { sum } from '../stats/moments.ts';
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
      const { observations, stepMs } = source;
      const values = source.draw(createRng(seed, 5e12 + k * 1_000 + i), observations, from);
      // A history that came out without any noise could not be drawn again.
      if (values.every((x) => x === values[0])) return source;
      return resamplerOf(
        source,
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
 * All are asked on the same noise, which leaves little chance in the difference where limits act smoothly. Alarms in
 * clusters, as of ddm on error bits, differ by chance all the same: then all are asked on more noise.
 *
 * @param again  as `relearned` gives them
 * @param ms     time to count in, for each
 * @param rounds counts in so much time again, at most so often, until chance no longer matters
 * @see Davison, A. C.; Hinkley, D. V. (1997). Bootstrap methods and their application. Cambridge, section 3.9.
 */
export function* historyError(
  world: World,
  policy: Policy,
  {
    again,
    ms,
    rounds,
    tick,
  }: { again: readonly (readonly Resampler[])[]; ms: number; rounds: number; tick: () => void }
): Steps<HistoryError> {
  const own: number[] = [];
  const others = again.map((): number[] => []);
  for (let round = 1; ; round++) {
    const set = errorSet + 10 * (round - 1);
    const truth = yield* falseAlarms(world, policy, ms, set);
    own.push(...truth.each);
    for (const [k, sources] of again.entries()) {
      const { each } = yield* falseAlarms({ ...world, sources }, policy, ms, set, { enough: 40 * truth.count + 400 });
      tick();
      // Those that are cut short launch so many that the rest of their lives would tell no more.
      others[k]!.push(...truth.each.map((_, i) => each[i] ?? meanOf(each)));
    }
    const { bias, spread, chance } = differenceOf(own, others);
    if (round >= rounds || chance <= Math.max(littleChance, spread / Math.sqrt(histories)))
      return { bias, sd: Math.hypot(spread, chance) };
  }
}

/** Histories that are drawn: their spread is then known to a fifth. */
export const histories = 16;

// --- internal ---

const errorSet = 8;
/** Of a rate's logarithm: small beside the quarter that a printed rate is to be good for. */
const littleChance = 0.06;

/**
 * How far others launch more than their own, as logarithms, from the launches of every life: on average, by how much
 * they differ from each other, and how far chance moves the average: a jackknife over the lives, which all share.
 */
function differenceOf(own: readonly number[], others: readonly (readonly number[])[]): Difference {
  const lives = own.length;
  const sums = others.map((each) => sum(each));
  const whole = sum(own);
  const logsWithout = (life: number): number[] =>
    sums.map((sum, k) => Math.log((sum - (others[k]![life] ?? 0) + 0.5) / (whole - (own[life] ?? 0) + 0.5)));
  const logs = logsWithout(-1);
  const bias = meanOf(logs);
  const spread = Math.sqrt(sum(logs.map((log) => (log - bias) ** 2)) / (logs.length - 1));
  const without = own.map((_, life) => meanOf(logsWithout(life)));
  const middle = meanOf(without);
  const chance = Math.sqrt(((lives - 1) / lives) * sum(without.map((log) => (log - middle) ** 2)));
  return { bias, spread, chance };
}

interface Difference {
  bias: number;
  spread: number;
  chance: number;
}

function meanOf(values: readonly number[]): number {
  return sum(values) / values.length;
}
