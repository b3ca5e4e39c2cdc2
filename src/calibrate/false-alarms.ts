import { createRng } from '../stats/rng.ts';
import { playHistory } from '../backtest/play-history.ts';
import { Simulation } from '../backtest/simulation.ts';
import { streamsHistory } from './streams-history.ts';
import type { Steps } from '../backtest/steps.ts';
import type { MonitorConfig } from '../core/state/retrain.ts';
import type { Policy } from '../core/state/policy.ts';
import type { Source } from './resampler.ts';

/** Streams without drift, on which every retrain is a false one. */
export interface World {
  config: MonitorConfig;
  sources: readonly Source[];
  /** When simulated streams begin; the season depends on it. */
  from: number;
  /** How long a simulated retrain takes. */
  takesMs: number;
  seed: number;
}

export interface FalseAlarms {
  count: number;
  /** Simulated time. */
  ms: number;
}

/**
 * Counts the retrains that a policy launches over so much time in which nothing has changed. The same seed and set give
 * the same streams, whatever the policy: limits are compared on the same noise.
 *
 * @param set    which of the world's streams; sets are independent of each other
 * @param enough stops counting there: far from the goal, how far does not matter
 */
export function* falseAlarms(
  world: World,
  policy: Policy,
  ms: number,
  set: number,
  enough = Infinity
): Steps<FalseAlarms> {
  const step = Math.min(...world.sources.map(({ stepMs }) => stepMs));
  const perRun = Math.max(leadIn, runObservations / Math.max(1, world.sources.length / 12)) * step;
  const runs = Math.max(1, Math.ceil(ms / perRun));
  const length = Math.ceil(ms / runs / step + leadIn) * step;
  let count = 0;
  let run = 0;
  for (; run < runs && count < enough; run++) count += yield* launchesOf(world, policy, length, set * setSize + run);
  return { count, ms: run * (length - leadIn * step) };
}

/** The part of the policy about drift: a scheduled retrain is not a false alarm. */
export function withoutSchedules(policy: Policy): Policy {
  return { ...policy, schedules: [] };
}

// --- internal ---

/** Values of the densest stream in one run of up to twelve: long compared with any warm-up, small in memory. */
const runObservations = 25_000;
/** Values at the beginning of a run in which nothing is counted: a monitor begins once, not every few months. */
const leadIn = 500;
/** Some ten milliseconds of work. */
const stepObservations = 10_000;
/** Most runs of one set. */
const setSize = 1_000_000;

function* launchesOf(
  { config, sources, from, takesMs, seed }: World,
  policy: Policy,
  length: number,
  run: number
): Steps<number> {
  const history = streamsHistory(sources, from, length, (source) => createRng(seed, run * 1_000 + source));
  const simulation = new Simulation({
    config,
    policy: withoutSchedules(policy),
    start: { at: from, champion: null },
    retrains: { takesMs, outcome: 'promoted' },
  });
  for (const _ of playHistory(simulation, history, stepObservations)) yield;
  const countFrom = from + leadIn * Math.min(...sources.map(({ stepMs }) => stepMs));
  return simulation.entries.filter(({ decision, at }) => decision === 'launched' && at >= countFrom).length;
}
