import type { DetectorPolicy } from '../core/state/policy.ts';
import type { JsonObject } from '../terms/json.ts';

/** The one option of a detector that makes it stricter or more lenient; `u` grows with strictness. */
export interface Dial {
  /** Options that it sets. */
  options(u: number): JsonObject;
  /** Its current position. */
  start: number;
  least: number;
  most: number;
}

/** The origin of a bound in the metric's own unit. */
export interface Baseline {
  mean: number;
  sd: number;
  /** Smallest and largest possible value of the metric. */
  least: number;
  most: number;
  /** A number between the two possible values that it is between. @default the number itself: any value is possible */
  between?: ((x: number) => number) | undefined;
}

/** The dial of a detector; `undefined` if it has none. */
export function dialOf({ type, options }: DetectorPolicy, baseline: Baseline): Dial | undefined {
  const name = type.replace(/^z-/, '');
  if (name === 'limit' || name === 'patience') return boundDial(options, baseline);
  // An average has values between those.
  if (name === 'ewma-limit') return boundDial(options, { ...baseline, between: undefined });
  const option = thresholds[name] ?? chances[name];
  const now = option === undefined ? undefined : options[option];
  if (option === undefined || typeof now !== 'number') return undefined;
  // Doubling a threshold matters about as much at 2 as at 20; of probabilities that holds for their logarithms.
  if (name in chances)
    return {
      options: (u) => ({
        [option]: rounded(Math.exp(-Math.exp(u))),
        ...warningAbove(options, rounded(Math.exp(-Math.exp(u)))),
      }),
      start: Math.log(-Math.log(Math.min(now, 0.9))),
      least: Math.log(-Math.log(0.9)),
      most: Math.log(600),
    };
  return {
    options: (u) => ({ [option]: rounded(Math.exp(u)), ...warningBelow(options, rounded(Math.exp(u))) }),
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
  'bernoulli-cusum': 'every',
};

/** Probabilities of a false alarm that the detector accepts. */
const chances: Readonly<Record<string, string>> = {
  adwin: 'delta',
  kswin: 'alpha',
  'hddm-a': 'driftConfidence',
  'hddm-w': 'driftConfidence',
  fhddm: 'confidenceLevel',
};

/** A warning must not be stricter than a drift: DDM's in standard errors, … */
function warningBelow({ warningThreshold }: JsonObject, drift: number): JsonObject {
  return typeof warningThreshold === 'number' && warningThreshold > drift ? { warningThreshold: drift } : {};
}

/** … HDDM's as a probability. */
function warningAbove({ warningConfidence }: JsonObject, drift: number): JsonObject {
  return typeof warningConfidence === 'number' && warningConfidence < drift ? { warningConfidence: drift } : {};
}

/** Bounds in the metric's own unit: their distance from the mean, in standard deviations. */
function boundDial(options: JsonObject, { mean, sd, least, most, between = (x) => x }: Baseline): Dial | undefined {
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
      ...(typeof below === 'number' ? { below: Math.max(least, fine(between(mean - unit * Math.exp(u)), unit)) } : {}),
      ...(typeof above === 'number' ? { above: Math.min(most, fine(between(mean + unit * Math.exp(u)), unit)) } : {}),
    }),
    start: Math.log(Math.min(Math.max(now, 0.01), 20)),
    least: Math.log(0.001),
    most: Math.log(1_000),
  };
}

/** Five digits are more precise than any history. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

/** To a ten-thousandth of the unit, however far the value is from 0. */
function fine(value: number, unit: number): number {
  const digits = magnitude(value) - magnitude(unit) + 5;
  return Number(value.toPrecision(Math.min(17, Math.max(5, digits))));
}

function magnitude(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
}
