import type { DetectorPolicy } from '../core/policy.ts';
import type { JsonObject } from '../core/json.ts';

/** The one option of a detector that makes it stricter or more lenient; `u` grows with strictness. */
export interface Dial {
  /** Options that it sets. */
  options(u: number): JsonObject;
  /** Where it stands now. */
  start: number;
  least: number;
  most: number;
}

/** The dial of a detector; `undefined` for one that has none. */
export function dialOf({ type, options }: DetectorPolicy, baseline: { mean: number; sd: number }): Dial | undefined {
  const name = type.replace(/^z-/, '');
  if (name === 'limit' || name === 'ewma-limit' || name === 'patience') return boundDial(options, baseline);
  const option = thresholds[name] ?? chances[name];
  const now = option === undefined ? undefined : options[option];
  if (option === undefined || typeof now !== 'number') return undefined;
  // Doubling a threshold matters about as much at 2 as at 20; of probabilities that holds for their logarithms.
  if (name in chances)
    return {
      options: (u) => ({
        [option]: rounded(Math.exp(-Math.exp(u))),
        ...companions(name, options, Math.exp(-Math.exp(u))),
      }),
      start: Math.log(-Math.log(Math.min(now, 0.9))),
      least: Math.log(-Math.log(0.9)),
      most: Math.log(600),
    };
  return {
    options: (u) => ({ [option]: rounded(Math.exp(u)) }),
    start: Math.log(Math.max(now, 1e-9)),
    least: Math.log(1e-9),
    most: Math.log(1e9),
  };
}

// --- internal ---

/** Limits that a statistic must not exceed. */
const thresholds: Readonly<Record<string, string>> = {
  shewhart: 'width',
  ewma: 'width',
  cusum: 'h',
  'page-hinkley': 'threshold',
  'window-decay': 'threshold',
  ddm: 'driftThreshold',
};

/** Probabilities of a false alarm that the detector accepts. */
const chances: Readonly<Record<string, string>> = {
  adwin: 'delta',
  kswin: 'alpha',
  'hddm-a': 'driftConfidence',
  'hddm-w': 'driftConfidence',
  fhddm: 'confidenceLevel',
};

/** A warning must stay more lenient than a drift. */
function companions(name: string, options: JsonObject, chance: number): JsonObject {
  if (!name.startsWith('hddm')) return {};
  const warning = options['warningConfidence'];
  return typeof warning === 'number' && warning < chance ? { warningConfidence: rounded(Math.min(1, chance)) } : {};
}

/** Bounds in the metric's own unit: their distance from the mean, in standard deviations. */
function boundDial(options: JsonObject, { mean, sd }: { mean: number; sd: number }): Dial | undefined {
  const { below, above } = options;
  const distances = [
    ...(typeof below === 'number' ? [mean - below] : []),
    ...(typeof above === 'number' ? [above - mean] : []),
  ];
  if (distances.length === 0) return undefined;
  const unit = sd > 0 ? sd : Math.max(Math.abs(mean), 1) * 1e-3;
  const now = Math.max(...distances) / unit;
  return {
    options: (u) => ({
      ...(typeof below === 'number' ? { below: rounded(mean - unit * Math.exp(u)) } : {}),
      ...(typeof above === 'number' ? { above: rounded(mean + unit * Math.exp(u)) } : {}),
    }),
    start: Math.log(Math.min(Math.max(now, 0.01), 20)),
    least: Math.log(0.001),
    most: Math.log(1_000),
  };
}

/** Five digits say more than any history can know. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
