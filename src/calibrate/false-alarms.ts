import { createRng } from '../stats/rng.ts';
import { learningOf, onWindows } from './turnable.ts';
import { playHistory } from '../backtest/play-history.ts';
import { Simulation } from '../backtest/simulation.ts';
import { streamsHistory } from './streams-history.ts';
import type { Steps } from '../backtest/steps.ts';
import type { MonitorConfig } from '../core/state/retrain.ts';
import type { Policy } from '../core/state/policy.ts';
import type { Source } from './noise/resampler.ts';

/** Streams without drift, on which every retrain is a false one. */
export interface World {
  config: MonitorConfig;
  sources: readonly Source[];
  /** When simulated streams begin; the season depends on it. */
  from: number;
  /** How long a simulated retrain takes. */
  takesMs: number;
  seed: number;
  /** Length of a monitor's life, once it has learned its seasons. @default 5,000 values of the densest stream */
  lifeMs?: number;
}

export interface Counting {
  /** Stops there: more would tell little more. @default no end before the time is over */
  enough?: number;
  /** Goes on beyond the time, until chance moves the count by so small a share, or so much time is over. */
  exact?: { error: number; mostMs: number };
}

export interface FalseAlarms {
  count: number;
  /** How far chance moves the count, as a share of it: lives differ by more than single retrains would. */
  error: number;
  /** Simulated time that counts. */
  ms: number;
  /** The time before it in each life, in which the seasons are learned and nothing is judged. */
  learningMs: number;
  /** Lives of a monitor, and how many of them had a retrain within their first 500 values. */
  lives: number;
  early: number;
  /** The retrains of every life. */
  each: number[];
}

/**
 * Counts the retrains that a policy launches over so much time in which nothing has changed, in whole lives of a
 * monitor: from its first value on, and after every promotion, also those of scheduled retrains, which do not count
 * themselves. The time in which all that judges is still learning a season is none in which anything could be launched,
 * and does not count. The same seed and set give the same streams, whatever the policy: limits are compared on the
 * same noise.
 *
 * @param set which of the world's streams; sets are independent of each other
 */
export function* falseAlarms(
  world: World,
  policy: Policy,
  ms: number,
  set: number,
  { enough = Infinity, exact }: Counting = {}
): Steps<FalseAlarms> {
  const { firstMs: learningMs, allMs } = learningOf(policy, world.sources);
  // What some detectors learn for longer than others weighs little in a life that is much longer.
  const lifeMs = Math.max(world.lifeMs ?? lifeOf(world.sources), longBeside * (allMs - learningMs));
  const planned = Math.max(1, Math.ceil(ms / lifeMs));
  const total = { count: 0, error: 1, ms: 0, learningMs, lives: 0, early: 0, each: [] as number[] };
  let squares = 0;
  const isVague = (): boolean =>
    exact !== undefined && total.error > exact.error && total.lives < Math.ceil(exact.mostMs / lifeMs);
  while (isVague() || (total.lives < planned && total.count < enough)) {
    // Monitors start at any hour of a week.
    const from = world.from + ((total.lives * 25) % 168) * 3_600_000;
    const judgedFrom = from + learningMs;
    const all = yield* launchesOf({ ...world, from }, policy, learningMs + lifeMs, set * setSize + total.lives);
    const launches = all.filter((at) => at >= judgedFrom);
    total.count += launches.length;
    total.each.push(launches.length);
    squares += launches.length ** 2;
    total.ms += lifeMs;
    total.lives += 1;
    total.error = errorOf(total, squares);
    if (launches.some((at) => at - judgedFrom < earlyValues * densestStep(world.sources))) total.early += 1;
  }
  return total;
}

/** So many values of the densest stream are the beginning of a life. */
export const earlyValues = 500;

/**
 * Length of a life: long compared with a warm-up and with the time between two retrains, small in memory.
 *
 * @param betweenMs from one false retrain to the next
 */
export function lifeOf(sources: readonly Source[], betweenMs = 0): number {
  const share = Math.max(1, sources.length / 12);
  const step = densestStep(sources);
  const values = Math.min(mostLifeValues, Math.max(lifeValues, (4 * betweenMs) / step));
  return Math.max(2 * earlyValues, Math.round(values / share)) * step;
}

// --- internal ---

/** Values of the densest stream in one life, of up to twelve streams. */
const lifeValues = 5_000;
const mostLifeValues = 100_000;
/** A life is at least so many times as long as that during which only some detectors judge. */
const longBeside = 8;
/** Some ten milliseconds of work. */
const stepObservations = 10_000;
/** Most lives of one set. */
const setSize = 1_000_000;

function* launchesOf(
  { config, sources, from, takesMs, seed }: World,
  policy: Policy,
  length: number,
  run: number
): Steps<number[]> {
  const history = streamsHistory(sources, from, length, (source) => createRng(seed, run * 1_000 + source));
  const simulation = new Simulation({
    config,
    policy: onWindows(policy),
    start: { at: from, champion: null },
    retrains: { takesMs, outcome: 'promoted' },
  });
  for (const _ of playHistory(simulation, history, stepObservations)) yield;
  return simulation.entries
    .filter(({ decision, reasons }) => decision === 'launched' && reasons.some((reason) => 'metric' in reason))
    .map(({ at }) => at);
}

/** At least that of independent retrains. */
function errorOf({ count, lives }: { count: number; lives: number }, squares: number): number {
  if (count === 0) return 1;
  const variance = lives > 1 ? (squares - (count * count) / lives) * (lives / (lives - 1)) : 0;
  return Math.sqrt(Math.max(count, variance)) / count;
}

function densestStep(sources: readonly Source[]): number {
  return Math.min(...sources.map(({ stepMs }) => stepMs));
}
