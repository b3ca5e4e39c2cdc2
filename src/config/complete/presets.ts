import type { MonitorFile } from '../schema/monitor-schema.ts';

/** The metrics of a monitor file. */
export type Metrics = NonNullable<MonitorFile['metrics']>;

/** What a monitor watches if its file names no metric: moving averages of accuracy below 0.92 or F1 below 0.90. */
export function defaultMetrics(): Metrics {
  return {
    accuracy: { detectors: [{ type: 'ewma-limit', below: 0.92 }] },
    f1: { detectors: [{ type: 'ewma-limit', below: 0.9 }] },
  };
}

/**
 * Limits of the moving averages.
 *
 * @example
 * ```ts
 * averageMetrics({ minAccuracy: 0.95, minSamples: 20 });
 * ```
 */
export interface AverageOptions {
  /** @default 0.92 */
  minAccuracy?: number;
  /** @default 0.90 */
  minF1?: number;
  /** Weight of the newest value. @default 0.2 */
  alpha?: number;
  /** Values before an average judges. @default 1: the first value can fire */
  minSamples?: number;
}

/** Limits on moving averages that judge from the first value on; `defaultMetrics` waits for a few. */
export function averageMetrics(options: AverageOptions = {}): Metrics {
  const { minAccuracy = 0.92, minF1 = 0.9, alpha = 0.2, minSamples = 1 } = options;
  const average = (below: number): Metrics[string] => ({
    detectors: [{ type: 'ewma-limit', alpha, below, minSamples }],
  });
  return { accuracy: average(minAccuracy), f1: average(minF1) };
}

/**
 * The hard limits.
 *
 * @example
 * ```ts
 * limitMetrics({ minAccuracy: 0.95, maxLatencyMs: 150 });
 * ```
 */
export interface LimitOptions {
  /** @default 0.90 */
  minAccuracy?: number;
  /** @default 200 */
  maxLatencyMs?: number;
  /** @default 0.10 */
  maxDriftScore?: number;
}

/** Hard limits on accuracy, latency and drift score, checked in that order. */
export function limitMetrics({
  minAccuracy = 0.9,
  maxLatencyMs = 200,
  maxDriftScore = 0.1,
}: LimitOptions = {}): Metrics {
  return {
    accuracy: { below: minAccuracy },
    latencyMs: { above: maxLatencyMs },
    driftScore: { above: maxDriftScore },
  };
}

/**
 * How long a window, and how much it may fall.
 *
 * @example
 * ```ts
 * decayMetrics({ sampleWindow: 100, accuracyThreshold: 0.03 });
 * ```
 */
export interface DecayOptions {
  /** @default 50 */
  sampleWindow?: number;
  /** Decay within the window, in the metric's unit. @default 0.05 */
  accuracyThreshold?: number;
}

/** A slow decay of accuracy within one window. */
export function decayMetrics({ sampleWindow = 50, accuracyThreshold = 0.05 }: DecayOptions = {}): Metrics {
  return { accuracy: { detectors: [{ type: 'window-decay', sampleWindow, threshold: accuracyThreshold }] } };
}

/**
 * The limit, and how many values in a row must be below it.
 *
 * @example
 * ```ts
 * patienceMetrics({ accuracyThreshold: 0.92, patience: 5 });
 * ```
 */
export interface PatienceOptions {
  /** @default 0.90 */
  accuracyThreshold?: number;
  /** Values in a row. @default 3 */
  patience?: number;
}

/** The latest values of accuracy, all below a threshold. */
export function patienceMetrics({ accuracyThreshold = 0.9, patience = 3 }: PatienceOptions = {}): Metrics {
  return { accuracy: { detectors: [{ type: 'patience', below: accuracyThreshold, patience }] } };
}

/**
 * Where drift that was measured elsewhere begins.
 *
 * @example
 * ```ts
 * driftEventMetrics({ minPValue: 0.01 });
 * ```
 */
export interface DriftEventOptions {
  /** A test of the stream's data below this asks for a full retrain. @default 0.05 */
  minPValue?: number;
  /** More than this asks for a soft one. @default 0.1 */
  maxKlDivergence?: number;
  /** A change of the mean average precision below this asks for a soft one. @default -0.05 */
  minMapChange?: number;
}

/** Drift that another system measured, sent with `recordDrift`. Data drift rebuilds, the rest fine-tunes. */
export function driftEventMetrics(options: DriftEventOptions = {}): Metrics {
  const { minPValue = 0.05, maxKlDivergence = 0.1, minMapChange = -0.05 } = options;
  return {
    pValue: { below: minPValue },
    klDivergence: { above: maxKlDivergence },
    mapChange: { below: minMapChange },
  };
}
