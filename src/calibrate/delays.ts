import { asksAlone, segmentsText } from '../core/view/asks-for.ts';
import { createRng } from '../stats/rng.ts';
import { learningOf, onWindows } from './turnable.ts';
import { playHistory } from '../backtest/play-history.ts';
import { Simulation } from '../backtest/simulation.ts';
import { streamsHistory } from './streams-history.ts';
import type { Decision } from '../core/state/decision.ts';
import type { World } from './false-alarms.ts';
import type { Steps } from '../backtest/steps.ts';
import type { MetricPolicy, Policy } from '../core/state/policy.ts';
import type { Source } from './noise/resampler.ts';

/** How soon a policy finds a shift of one metric, or of all metrics of a rule at once. */
export interface Delay {
  /** Of a rule all its metrics: `accuracy and f1`. */
  metric: string;
  /** The rule, where its metrics count only together. */
  rule?: string;
  /** Standard deviations; the sign says which way. Of a rule's metrics, each to its bad side: without a sign. */
  shift: number;
  /** Median over the streams on which it was found; `null` when it was found on less than half. */
  observations: number | null;
  ms: number | null;
  /**
   * Streams that were looked at: those on which nothing was launched before the shift; none of a rule over metrics
   * whose values come at very different steps.
   */
  streams: number;
  /** Share of them on which it was found at all, within `horizon` observations. */
  found: number;
  horizon: number;
}

/**
 * Of shifts of 1, 2 and 3 standard deviations to the bad side: of every metric that can launch a retrain alone, and of
 * all metrics at once of every rule that none of them can fulfil alone.
 */
export function* delaysOf(world: World, policy: Policy): Steps<Delay[]> {
  const plain = { ...policy, schedules: [] };
  const valued = policy.metrics.filter(({ name }) => segmentsOf(world, name).length > 0);
  const alone = valued.filter((one) => asksAlone(policy, one, segmentsOf(world, one.name)));
  const delays: Delay[] = [];
  for (const { name, direction } of alone)
    for (const size of [1, 2, 3]) {
      const shift = badSide(direction) * size;
      delays.push({ metric: name, shift, ...(yield* delayOf(world, plain, [{ name, shift }])) });
    }
  for (const { id, of, severity } of policy.rules) {
    const metrics = valued.filter(({ name }) => of.some(({ metric }) => metric === name));
    if (severity === 'none' || metrics.length < 2 || metrics.some((one) => alone.includes(one))) continue;
    const metric = segmentsText(metrics.map(({ name }) => name));
    for (const size of [1, 2, 3]) {
      const shifts = metrics.map(({ name, direction }) => ({ name, shift: badSide(direction) * size }));
      delays.push({ metric, rule: id, shift: size, ...(yield* delayOf(world, plain, shifts)) });
    }
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

/** Metrics of which it is not known how soon a shift is found, as nearly every stream launches before it. */
export function untoldOf(delays: readonly Delay[]): string[] {
  // Of a rule that was not looked at nothing is known for another reason.
  const early = delays.filter(({ rule, streams }) => isUntold(streams) && (rule === undefined || streams > 0));
  return [...new Set(early.map(({ metric }) => metric))];
}

/** Whether so few streams came to their shift that they tell nothing. */
export function isUntold(streams: number): boolean {
  return streams < fewestToTell;
}

/** Values before the shift, once the seasons are learned: more than any default warm-up takes. */
export const valuesBefore = 400;

// --- internal ---

const mostStreams = 120;
const fewest = 20;
const fewestToTell = 5;
const horizon = 2_000;
/** Of all streams, for one of that whose values come most seldom, on average; with more it would take hours. */
const mostValues = 12;
/** Values between two looks at whether the shift is found. */
const aPart = 200;

function isLaunch({ decision }: Decision): boolean {
  return decision === 'launched';
}

interface MetricShift {
  name: string;
  /** In standard deviations of each of its streams. */
  shift: number;
}

function segmentsOf({ sources }: World, name: string): string[] {
  return sources.filter(({ metric }) => metric === name).map(({ segment }) => segment);
}

function badSide(direction: MetricPolicy['direction']): number {
  return direction === 'higher-is-better' ? -1 : 1;
}

function* delayOf(
  { config, sources, from, seed }: World,
  policy: Policy,
  shifts: readonly MetricShift[]
): Steps<Omit<Delay, 'metric' | 'rule' | 'shift'>> {
  const own = sources.flatMap((source) => {
    const shift = shifts.find(({ name }) => name === source.metric)?.shift;
    return shift === undefined ? [] : [{ source, shift }];
  });
  // Also the stream whose values come most seldom has so many before the shift, and after it.
  const stepMs = Math.max(...own.map(({ source }) => source.stepMs));
  const { allMs: learningMs } = learningOf(
    policy,
    own.map(({ source }) => source)
  );
  const beforeMs = Math.ceil(learningMs / stepMs + valuesBefore) * stepMs;
  const lengthMs = beforeMs + horizon * stepMs;
  const shiftAt = from + beforeMs;
  // A window is judged only when nothing more may come for it.
  const waits = policy.metrics.flatMap(({ name, aggregate }) =>
    shifts.some((one) => one.name === name) ? (aggregate?.allowedMs ?? 0) : []
  );
  const shifted = own.map(({ source, shift }) =>
    withShift(source, Math.ceil(beforeMs / source.stepMs), shift * source.sd)
  );
  const values = own.reduce((sum, { source }) => sum + stepMs / source.stepMs, 0) / own.length;
  const streams = values > mostValues ? 0 : Math.max(fewest, Math.round(mostStreams / values));
  const delays: number[] = [];
  let judged = 0;
  for (let run = 0; run < streams; run++) {
    const history = streamsHistory(shifted, from, lengthMs, (k) => createRng(seed, 3e12 + run * 1_000 + k));
    // Only the first retrain counts, so it may last until the end.
    const retrains = { takesMs: lengthMs, outcome: 'promoted' } as const;
    const start = { at: from, champion: null };
    const simulation = new Simulation({ config, policy: onWindows(policy), start, retrains });
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
    observations: median === null ? null : Math.round(median / stepMs),
    ms: median === null ? null : median + Math.max(0, ...waits),
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
