import { dialOf, type Dial } from './dials.ts';
import { knownKind } from '../terms/metric-kinds.ts';
import type { DetectorPolicy, Policy } from '../core/state/policy.ts';
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
    const source = sources.find((one) => one.metric === metric.name);
    if (!source) return [];
    return metric.detectors.flatMap((detector, index) => {
      const isAsking = detector.severity !== 'none' || policy.rules.length > 0;
      const dial = isAsking
        ? dialOf(detector, { mean: detector.seasonal ? 0 : source.mean, sd: source.sd, ...rangeOf(metric.name) })
        : undefined;
      return dial ? [{ metric: metric.name, index, detector, dial }] : [];
    });
  });
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

/** Bounds that a value of the metric cannot pass. */
function rangeOf(metric: string): { least: number; most: number } {
  return knownKind(metric)?.isShare ? { least: 0, most: 1 } : { least: -Infinity, most: Infinity };
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
