import { asksInSegments, detectorsInNoRule } from '../core/view/asks-for.ts';
import { dialOf, type Dial } from './dials.ts';
import { knownKind } from '../terms/metric-kinds.ts';
import type { DetectorPolicy, MetricPolicy, Policy } from '../core/state/policy.ts';
import type { JsonObject } from '../terms/json.ts';
import type { Source } from './noise/resampler.ts';

/** A detector of a policy whose limit can be chosen. */
export interface Turnable {
  metric: string;
  /** Place in the metric's list of detectors. */
  index: number;
  detector: DetectorPolicy;
  dial: Dial;
}

/** Those that ask for retrains and have values to choose by. */
export function turnableOf(policy: Policy, sources: readonly Source[]): Turnable[] {
  return policy.metrics.flatMap((metric) => {
    const [source, other] = sources.filter((one) => one.metric === metric.name);
    if (!source) return [];
    return metric.detectors.flatMap((detector, index) => {
      const dial = asks(policy, metric, detector)
        ? dialOf(detector, {
            mean: detector.seasonal ? 0 : source.mean,
            between: detector.seasonal || metric.aggregate || other ? undefined : betweenOf(source),
            sd: source.sd,
            ...(detector.seasonal ? anyValue : rangeOf(metric.name)),
          })
        : undefined;
      return dial ? [{ metric: metric.name, index, detector, dial }] : [];
    });
  });
}

/** A detector that is left as it is. */
export interface Fixed {
  metric: string;
  detector: string;
  type: string;
  /** It has no limit to choose, or no rule of the policy names it, so that nothing happens when it fires. */
  why: 'no-limit' | 'in-no-rule';
}

/**
 * Those that stay as they are, of metrics that have values: nothing is known about others. One that is meant to observe
 * only is not named.
 */
export function fixedOf(policy: Policy, sources: readonly Source[], turnable: readonly Turnable[]): Fixed[] {
  const idle = new Set(detectorsInNoRule(policy));
  const known = policy.metrics.filter(({ name }) => sources.some(({ metric }) => metric === name));
  return known.flatMap((metric) =>
    metric.detectors.flatMap((detector, index): Fixed[] => {
      const one = { metric: metric.name, detector: detector.id, type: detector.type };
      if (idle.has(`${metric.name}:${detector.id}`)) return [{ ...one, why: 'in-no-rule' }];
      if (!asks(policy, metric, detector)) return [];
      const isTurned = turnable.some((other) => other.metric === metric.name && other.index === index);
      return isTurned ? [] : [{ ...one, why: 'no-limit' }];
    })
  );
}

/** A policy whose only detector launches retrains on its own, at that position of its dial. */
export function aloneAt(policy: Policy, { metric, index, dial }: Turnable, u: number): Policy {
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
  return turned({ ...policy, metrics, rules: [], schedules: [] }, metric, 0, dial.options(u));
}

/** A policy as it judges drawn streams: those of a metric with `aggregate` are drawn as windows that are over. */
export function onWindows(policy: Policy): Policy {
  const metrics = policy.metrics.map((metric): MetricPolicy => {
    const { aggregate: _, ...plain } = metric;
    return plain;
  });
  return { ...policy, metrics };
}

/** How long a new monitor learns seasons. */
export interface Learning {
  /** Until a first detector judges anything … */
  firstMs: number;
  /** … and until all of them do. */
  allMs: number;
}

/** Of the detectors that ask for retrains: what they judge has its season taken out, which two rounds tell. */
export function learningOf(policy: Policy, sources: readonly Source[]): Learning {
  const known = policy.metrics.filter(({ name }) => sources.some(({ metric }) => metric === name));
  const each = known.flatMap((metric) =>
    metric.detectors
      .filter((detector) => asks(policy, metric, detector))
      .map(({ seasonal }) => (seasonal && metric.season ? roundsToLearn * roundMs[metric.season.by] : 0))
  );
  return each.length === 0 ? { firstMs: 0, allMs: 0 } : { firstMs: Math.min(...each), allMs: Math.max(...each) };
}

/** The whole policy, its dials at those positions, moved by a step; at their own where none is given. */
export function allAt(
  policy: Policy,
  turnable: readonly Turnable[],
  limits: ReadonlyMap<Turnable, { u: number }>,
  by = 0
): Policy {
  return turnable.reduce((result, one) => {
    const { metric, index, dial } = one;
    const u = (limits.get(one)?.u ?? dial.start) + by;
    return turned(result, metric, index, dial.options(Math.min(dial.most, Math.max(dial.least, u))));
  }, policy);
}

// --- internal ---

const roundsToLearn = 2;
const dayMs = 86_400_000;
const roundMs = { 'hour-of-day': dayMs, 'day-of-week': 7 * dayMs, 'hour-of-week': 7 * dayMs } as const;

/** Once a policy has rules, only they ask for retrains. */
function asks(policy: Policy, metric: MetricPolicy, detector: DetectorPolicy): boolean {
  return asksInSegments(policy, metric, detector).some(({ severity }) => severity !== 'none');
}

/** Of a value that says its rows it counts how far it is beyond a bound, too. */
function betweenOf({ rows, between }: Source): ((x: number) => number) | undefined {
  return rows ? undefined : between;
}

const anyValue = { least: -Infinity, most: Infinity };

/** Bounds that a value of the metric cannot pass. */
function rangeOf(metric: string): { least: number; most: number } {
  return knownKind(metric)?.isShare ? { least: 0, most: 1 } : anyValue;
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
