import { countInterval } from './count-interval.ts';
import { delaysOf, type Delay } from './delays.ts';
import { dialOf, type Dial } from './dials.ts';
import { finish, type Steps } from '../backtest/steps.ts';
import { falseAlarms, type World } from './false-alarms.ts';
import { knownKind } from '../terms/metric-kinds.ts';
import { searchFalling, type Found } from './search.ts';
import type { DetectorPolicy, Policy } from '../core/state/policy.ts';
import type { JsonObject } from '../terms/json.ts';
import type { Source } from './resampler.ts';

export interface CalibrateOptions extends World {
  policy: Policy;
  /** At most this many false retrains … */
  falseRetrains: number;
  /** … in this time. */
  perMs: number;
  /** False retrains to count near the goal; the remaining error is one over their square root. @default 1000 */
  events?: number;
  onProgress?: (share: number) => void;
}

export interface Calibration {
  policy: Policy;
  changes: Change[];
  /** Detectors that ask for retrains and have no limit to choose. */
  fixed: { metric: string; detector: string; type: string }[];
  /** False retrains in the time of the budget, on streams that nothing was fitted to, with a 95 % interval. */
  achieved: { rate: number; low: number; high: number; count: number; ms: number };
  delays: Delay[];
  /** These detectors cannot meet the budget, or cannot use it up. */
  isAtEnd: boolean;
  /** Warnings for people. */
  warnings: string[];
}

export interface Change {
  metric: string;
  /** Place in the metric's list of detectors. */
  index: number;
  detector: string;
  type: string;
  before: JsonObject;
  after: JsonObject;
}

/**
 * Chooses the limits of a policy for a budget of false retrains, by counting what it launches on resampled streams in
 * which nothing has changed. Every detector gets the same share of the budget; all together are then tuned to the
 * whole.
 */
export function calibrate(options: CalibrateOptions): Calibration {
  return finish(calibrateSteps(options));
}

/** The same, in steps of milliseconds. */
export function* calibrateSteps(options: CalibrateOptions): Steps<Calibration> {
  const { policy, sources, falseRetrains, perMs, onProgress } = options;
  const turnable = turnableOf(policy, sources);
  const rate = falseRetrains / perMs;
  let evaluations = 0;
  // A search has no known length: the bar gets slower towards its end.
  const tick = (): void => {
    evaluations += 1;
    onProgress?.(1 - 0.92 ** (evaluations / Math.max(1, turnable.length)));
  };
  const limits = new Map<Turnable, Found>();
  const setAll = function* (share: number): Steps<void> {
    for (const one of turnable)
      limits.set(one, yield* limitFor(options, one, { rate: rate * share, before: limits.get(one)?.u, tick }));
  };
  yield* setAll(1 / Math.max(1, turnable.length));
  let result = withLimits(policy, turnable, limits);
  if (turnable.length > 1 || policy.rules.length > 0) {
    // Detectors fire together, or a rule asks for several: the share that each has is not what the whole makes of it.
    let share = 1 / turnable.length;
    for (let round = 0; round < 3; round++) {
      const excess = yield* excessOf(options, result, rate, coarseEvents, 1);
      if (Math.abs(excess) < 0.05) break;
      share *= Math.exp(-excess);
      yield* setAll(share);
      result = withLimits(policy, turnable, limits);
    }
  }
  const ms = timeFor(options, rate, options.events ?? defaultEvents, mostFine);
  const { count, ms: took } = yield* falseAlarms(options, result, ms, 2);
  const interval = countInterval(count);
  const scale = perMs / took;
  const achieved = { rate: count * scale, low: interval.low * scale, high: interval.high * scale, count, ms: took };
  const delays = yield* delaysOf(options, result);
  onProgress?.(1);
  return {
    policy: result,
    changes: turnable.map((one) => changeOf(one, result)),
    fixed: fixedOf(policy, sources, turnable),
    achieved,
    delays,
    isAtEnd: [...limits.values()].some(({ isAtEnd }) => isAtEnd),
    warnings: warningsOf(achieved, falseRetrains),
  };
}

// --- internal ---

/** False retrains to count while the search is far from its goal, near it, and at the end. */
const coarseEvents = 60;
const defaultEvents = 1_000;
/** Most observations of one evaluation. */
const mostCoarse = 4_000_000;
const mostFine = 24_000_000;

interface Aim {
  rate: number;
  /** Where an earlier search ended. */
  before: number | undefined;
  tick: () => void;
}

interface Turnable {
  metric: string;
  index: number;
  detector: DetectorPolicy;
  dial: Dial;
}

function turnableOf(policy: Policy, sources: readonly Source[]): Turnable[] {
  return policy.metrics.flatMap((metric) => {
    const source = sources.find((one) => one.metric === metric.name);
    if (!source) return [];
    return metric.detectors.flatMap((detector, index) => {
      const isAsking = detector.severity !== 'none' || policy.rules.length > 0;
      const dial = isAsking
        ? dialOf(detector, { mean: detector.seasonal ? 0 : source.mean, sd: source.sd, most: mostOf(metric.name) })
        : undefined;
      return dial ? [{ metric: metric.name, index, detector, dial }] : [];
    });
  });
}

function warningsOf({ rate, low }: Calibration['achieved'], falseRetrains: number): string[] {
  if (low <= falseRetrains) return [];
  const times = Number((rate / falseRetrains).toPrecision(3));
  return [
    `The budget is not kept: these limits launch ${times} times as many false retrains as it allows; where that is too many, state a smaller budget or take another detector`,
  ];
}

function mostOf(metric: string): number {
  return knownKind(metric)?.isShare ? 1 : Number.POSITIVE_INFINITY;
}

/** Nothing is known about a metric missing from the history: its detectors are neither adjusted nor fixed. */
function fixedOf(policy: Policy, sources: readonly Source[], turnable: readonly Turnable[]): Calibration['fixed'] {
  const known = policy.metrics.filter(({ name }) => sources.some(({ metric }) => metric === name));
  return known.flatMap(({ name, detectors }) =>
    detectors
      .filter(
        ({ severity }, index) => severity !== 'none' && !turnable.some((t) => t.metric === name && t.index === index)
      )
      .map(({ id, type }) => ({ metric: name, detector: id, type }))
  );
}

/** The limit at which one detector, alone, launches at that rate: first roughly, then on many more streams. */
function* limitFor(world: CalibrateOptions, one: Turnable, { rate, before, tick }: Aim): Steps<Found> {
  const { metric, index, dial } = one;
  const alone = onlyDetector(world.policy, metric, index);
  const own = { ...world, sources: world.sources.filter((source) => source.metric === metric) };
  const excess = function* (u: number, events: number, most: number): Steps<number> {
    const policy = turned(alone, metric, 0, dial.options(u));
    const ms = timeFor(own, rate, events, most);
    const { count, ms: took } = yield* falseAlarms(own, policy, ms, 0, 4 * events);
    tick();
    return Math.log((count + 0.1) / (rate * took));
  };
  const { least, most } = dial;
  const start = before ?? dial.start;
  const rough = yield* searchFalling((u) => excess(u, coarseEvents, mostCoarse), {
    start,
    reach: 0.25,
    least,
    most,
    near: 0.15,
  });
  if (rough.isAtEnd) return rough;
  return yield* searchFalling((u) => excess(u, world.events ?? defaultEvents, mostFine), {
    start: rough.u,
    reach: 0.05,
    least,
    most,
    near: 0.05,
  });
}

function* excessOf(world: CalibrateOptions, policy: Policy, rate: number, events: number, set: number): Steps<number> {
  const ms = timeFor(world, rate, 8 * events, mostFine);
  const { count, ms: took } = yield* falseAlarms(world, policy, ms, set);
  return Math.log((count + 0.1) / (rate * took));
}

function timeFor({ sources }: World, rate: number, events: number, mostObservations: number): number {
  const perMs = sources.reduce((sum, { stepMs }) => sum + 1 / stepMs, 0);
  return Math.min(events / rate, mostObservations / perMs);
}

/** A policy whose only detector launches retrains on its own. */
function onlyDetector(policy: Policy, metric: string, index: number): Policy {
  const metrics = policy.metrics
    .filter(({ name }) => name === metric)
    .map((one) => ({
      ...one,
      detectors: one.detectors
        .filter((_, k) => k === index)
        .map((detector) => ({
          ...detector,
          severity: detector.severity === 'none' ? ('soft' as const) : detector.severity,
        })),
    }));
  return { ...policy, metrics, rules: [], schedules: [] };
}

function turned(policy: Policy, metric: string, index: number, options: JsonObject): Policy {
  const metrics = policy.metrics.map((one) =>
    one.name === metric
      ? {
          ...one,
          detectors: one.detectors.map((detector, k) =>
            k === index ? { ...detector, options: { ...detector.options, ...options } } : detector
          ),
        }
      : one
  );
  return { ...policy, metrics };
}

function withLimits(
  policy: Policy,
  turnable: readonly Turnable[],
  limits: ReadonlyMap<Turnable, { u: number }>
): Policy {
  return turnable.reduce((result, one) => {
    const { metric, index, dial } = one;
    return turned(result, metric, index, dial.options(limits.get(one)?.u ?? dial.start));
  }, policy);
}

function changeOf({ metric, index, detector, dial }: Turnable, result: Policy): Change {
  const after = result.metrics.find(({ name }) => name === metric)?.detectors[index]?.options ?? {};
  // A warning that had to give way is a change too.
  const names = new Set([
    ...Object.keys(dial.options(dial.start)),
    ...Object.keys(after).filter((name) => after[name] !== detector.options[name]),
  ]);
  const pick = (options: JsonObject): JsonObject =>
    Object.fromEntries([...names].map((name) => [name, options[name] ?? null]));
  return {
    metric,
    index,
    detector: detector.id,
    type: detector.type,
    before: pick(detector.options),
    after: pick(after),
  };
}
