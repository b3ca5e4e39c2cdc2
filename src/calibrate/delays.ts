import { asksAlone } from '../core/view/asks-for.ts';
import { createRng } from '../stats/rng.ts';
import { playHistory } from '../backtest/play-history.ts';
import { Simulation } from '../backtest/simulation.ts';
import { streamsHistory } from './streams-history.ts';
import type { Decision } from '../core/state/decision.ts';
import type { World } from './false-alarms.ts';
import type { Steps } from '../backtest/steps.ts';
import type { Policy } from '../core/state/policy.ts';
import type { Source } from './noise/resampler.ts';

/** How soon a policy finds a shift of one metric. */
export interface Delay {
  metric: string;
  /** Standard deviations; the sign says which way. */
  shift: number;
  /** Median over the streams on which it was found; `null` when it was found on less than half. */
  observations: number | null;
  ms: number | null;
  /** Streams that were looked at: those on which nothing was launched before the shift. */
  streams: number;
  /** Share of them on which it was found at all, within `horizon` observations. */
  found: number;
  horizon: number;
}

/** Of shifts of 1, 2 and 3 standard deviations to the bad side of every metric that can launch a retrain alone. */
export function* delaysOf(world: World, policy: Policy): Steps<Delay[]> {
  const metrics = policy.metrics.filter((one) => {
    const own = world.sources.filter(({ metric }) => metric === one.name).map(({ segment }) => segment);
    return own.length > 0 && asksAlone(policy, one, own);
  });
  const delays: Delay[] = [];
  for (const { name, direction } of metrics) {
    const sign = direction === 'higher-is-better' ? -1 : 1;
    for (const size of [1, 2, 3]) delays.push(yield* delayOf(world, { ...policy, schedules: [] }, name, sign * size));
  }
  return delays;
}

/** Metrics of which not even the largest shift is found, on most streams; of few streams nothing is said. */
export function blindTo(delays: readonly Delay[]): string[] {
  const largest = Math.max(...delays.map(({ shift }) => Math.abs(shift)));
  return delays
    .filter(
      ({ shift, observations, streams }) => Math.abs(shift) === largest && observations === null && streams >= fewest
    )
    .map(({ metric }) => metric);
}

// --- internal ---

const mostStreams = 120;
const fewest = 20;
/** Values before the shift: more than any default warm-up takes. */
const before = 400;
const horizon = 2_000;
/** Values between two looks at whether the shift is found. */
const aPart = 200;

function isLaunch({ decision }: Decision): boolean {
  return decision === 'launched';
}

function* delayOf({ config, sources, from, seed }: World, policy: Policy, metric: string, shift: number): Steps<Delay> {
  const own = sources.filter((source) => source.metric === metric);
  const stepMs = own[0]?.stepMs ?? 1;
  const shiftAt = from + before * stepMs;
  const shifted = own.map((source) => withShift(source, before, shift * source.sd));
  const delays: number[] = [];
  let judged = 0;
  for (let run = 0; run < mostStreams; run++) {
    const history = streamsHistory(shifted, from, (before + horizon) * stepMs, (k) =>
      createRng(seed, 3e12 + run * 1_000 + k)
    );
    // Only the first retrain counts, so it may last until the end.
    const retrains = { takesMs: (before + horizon) * stepMs, outcome: 'promoted' } as const;
    const simulation = new Simulation({ config, policy, start: { at: from, champion: null }, retrains });
    for (const _ of playHistory(simulation, history, aPart)) {
      yield;
      if (simulation.entries.some(isLaunch)) break;
    }
    const launchAt = simulation.entries.find(isLaunch)?.at;
    // A detector that restarts just before the shift takes the shifted values for normal.
    if (launchAt !== undefined && launchAt < shiftAt) continue;
    judged += 1;
    if (launchAt !== undefined) delays.push(launchAt - shiftAt + stepMs);
  }
  delays.sort((a, b) => a - b);
  const median = delays.length * 2 >= judged ? (delays[Math.floor((judged - 1) / 2)] ?? null) : null;
  return {
    metric,
    shift,
    observations: median === null ? null : Math.round(median / stepMs),
    ms: median,
    streams: judged,
    found: judged === 0 ? 0 : delays.length / judged,
    horizon,
  };
}

function withShift(source: Source, from: number, by: number): Source {
  return {
    ...source,
    draw(rng, count, at) {
      const values = source.draw(rng, count, at);
      for (let i = from; i < values.length; i++) values[i]! += by;
      return values;
    },
  };
}
