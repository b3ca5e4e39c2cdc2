/** Which way is good. Distances and latencies are `lower-is-better`; `two-sided` means that any change matters. */
export type Direction = 'higher-is-better' | 'lower-is-better' | 'two-sided';

/** The kind of drift that a breach of this metric indicates; it becomes the reason of a retrain. */
export type DriftKind = 'conceptDrift' | 'dataDrift' | 'performanceDrop';

export interface MetricKind {
  direction: Direction;
  /** Word used in reasons and checks, as in “latency 250.00ms above threshold 200.00ms”. @default the metric's name */
  label?: string;
  /** Printed after values in messages. */
  unit?: string;
  /** Digits after the point in messages, more where a value is small. @default 4 */
  digits?: number;
  /** @default 'conceptDrift' */
  drift?: DriftKind;
  /** Between 0 and 1 by definition. A 93 was meant as a percentage. */
  isShare?: true;
  /** Never below 0 by definition. A -5 was a difference, or a score that is maximized. */
  isNeverNegative?: true;
  /** A share of rows, or so near to one that chance moves it as much: of n rows by the binomial distribution. */
  isOfRows?: true;
}

/**
 * Metrics with a well-known direction, so a policy does not need to give one. Any other name works too, but then the
 * policy must give its `direction`: a latency that "fires below its limit" is the classic bug of guessing.
 */
export const metricKinds = {
  accuracy: { direction: 'higher-is-better', isShare: true, isOfRows: true },
  precision: { direction: 'higher-is-better', isShare: true, isOfRows: true },
  recall: { direction: 'higher-is-better', isShare: true, isOfRows: true },
  f1: { direction: 'higher-is-better', isShare: true, isOfRows: true },
  auc: { direction: 'higher-is-better', isShare: true, isOfRows: true },
  errorRate: { direction: 'lower-is-better', isShare: true, isOfRows: true },
  logLoss: { direction: 'lower-is-better', isNeverNegative: true },
  mae: { direction: 'lower-is-better', isNeverNegative: true },
  rmse: { direction: 'lower-is-better', isNeverNegative: true },
  latencyMs: { direction: 'lower-is-better', label: 'latency', unit: 'ms', digits: 2, isNeverNegative: true },
  driftScore: { direction: 'lower-is-better', label: 'drift', drift: 'dataDrift' },
  pValue: { direction: 'higher-is-better', label: 'p-value', drift: 'dataDrift', isShare: true },
  klDivergence: { direction: 'lower-is-better', label: 'KL divergence', isNeverNegative: true },
  mapChange: { direction: 'higher-is-better', label: 'mAP change', drift: 'performanceDrop' },
} as const satisfies Record<string, MetricKind>;

export type KnownMetric = keyof typeof metricKinds;

/** The built-in kind of that name, if there is one. */
export function knownKind(name: string): MetricKind | undefined {
  return Object.hasOwn(metricKinds, name) ? metricKinds[name as KnownMetric] : undefined;
}

/** Between which values a metric of that name lies by definition; infinite where nothing is known. */
export function possibleValues(name: string): Readonly<{ least: number; most: number }> {
  const kind = knownKind(name);
  return kind?.isShare ? shares : kind?.isNeverNegative ? neverNegative : anyValue;
}

/** What is odd about a value of that metric; `undefined` if it is plausible. */
export function oddValue(name: string, value: number): string | undefined {
  const { least, most } = possibleValues(name);
  if (least === -Infinity || (value >= least - roundingError && value <= most + roundingError)) return undefined;
  if (most === Infinity) return `${name} must be at least ${least}, got ${value}`;
  const next = value > 1 && value <= 100 ? ` (did you mean ${value / 100}?)` : '';
  return `${name} must be between ${least} and ${most}, got ${value}${next}`;
}

/** A sentence about the first metric with an impossible value; `undefined` if all are possible. */
export function shareFault(metrics: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(metrics)) {
    if (!knownKind(name)?.isShare || typeof value !== 'number') continue;
    if (value >= -roundingError && value <= 1 + roundingError) continue;
    const next = value > 1 && value <= 100 ? `if it is a percentage, write ${value / 100}` : 'check how it is computed';
    return `${name} must be between 0 and 1, got ${value}; ${next}`;
  }
  return undefined;
}

/**
 * A value for messages, with fixed digits and the unit: `250.00ms` or `0.8000`. One that would lose its figures to them
 * has two that count: `0.000004`, not `0.0000`.
 */
export function formatValue(metric: string, value: number): string {
  const digits = digitsOf(metric);
  const isSmall = value !== 0 && Math.abs(value) < 10 ** (1 - digits);
  return isSmall ? `${Number(value.toPrecision(2))}${unitOf(metric)}` : fixed(metric, value, digits);
}

/** The name of a metric in reasons and checks. */
export function metricLabel(metric: string): string {
  return knownKind(metric)?.label ?? metric;
}

/** How sentences print the values of metrics. */
export interface MetricWords {
  value(metric: string, value: number): string;
  /**
   * A value and the limit it is held against, with as many digits as it takes to tell them apart: never `0.87 below
   * 0.87`.
   */
  against(metric: string, value: number, limit: number): [value: string, limit: string];
}

/** The words of today. */
export const metricWords: MetricWords = {
  value: formatValue,
  against(metric, value, limit) {
    const pair: [string, string] = [formatValue(metric, value), formatValue(metric, limit)];
    return value === limit || pair[0] !== pair[1] ? pair : fixedAgainst(metric, value, limit);
  },
};

/** The words of a run by the edition of its decisions: what stands in its ledger goes on as it began. */
export function metricWordsOf(edition: number): MetricWords {
  return edition > 2 ? metricWords : wordsOfBefore;
}

/** `0.018 for 1.8 %`: what to write for a share that was given in per cent, without what a double adds. */
export function shareOfPercent(percent: number): string {
  return `${Number((percent / 100).toPrecision(12))} for ${percent} %`;
}

// --- internal ---

/** They had as many digits for a small value as for others. */
const wordsOfBefore: MetricWords = {
  value: (metric, value) => fixed(metric, value, digitsOf(metric)),
  against: fixedAgainst,
};

function fixedAgainst(metric: string, value: number, limit: number): [value: string, limit: string] {
  const show = (x: number, digits: number): string => fixed(metric, x, digits);
  for (let digits = digitsOf(metric); digits < mostDigits; digits++)
    if (value === limit || show(value, digits) !== show(limit, digits))
      return [show(value, digits), show(limit, digits)];
  return [show(value, mostDigits), show(limit, mostDigits)];
}

function fixed(metric: string, value: number, digits: number): string {
  return `${value.toFixed(digits)}${unitOf(metric)}`;
}

function digitsOf(metric: string): number {
  return knownKind(metric)?.digits ?? 4;
}

function unitOf(metric: string): string {
  return knownKind(metric)?.unit ?? '';
}

/** Sums over many rows may miss a bound by the last bits of a double. */
const roundingError = 1e-9;

const shares = { least: 0, most: 1 };
const neverNegative = { least: 0, most: Infinity };
const anyValue = { least: -Infinity, most: Infinity };

/** A double has no more of them. */
const mostDigits = 17;
