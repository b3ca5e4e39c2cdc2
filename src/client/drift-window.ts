import { excerpt } from '../terms/visible-text.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { addToCounts, histogramFor, mergeCounts, sampleOf, type Histogram } from '../detectors/two-sample/histogram.ts';
import { resolveOptions } from '../detectors/options.ts';
import { twoSampleTests } from '../detectors/two-sample/index.ts';
import type { TwoSampleResult } from '../detectors/two-sample/two-sample-test.ts';

/**
 * What a `DriftWindow` compares with, and how.
 *
 * @example
 * ```ts
 * const window = new DriftWindow({ reference: trainingScores, test: 'psi', params: { threshold: 0.25 } });
 * ```
 */
export interface DriftWindowOptions {
  /** The feature or the score as it was when the model was trained: numbers, or labels. */
  reference: readonly (number | string)[];
  /** `ks`, `psi`, `kl`, `js`, `wasserstein` or `chi-square`. @default 'ks' for numbers, 'chi-square' for labels */
  test?: string;
  /** Options of the test, as in a policy. @default the test's own */
  params?: Record<string, unknown>;
  /**
   * Bins that values are counted in, each with about the same share of the reference. @default 100; fewer where a test
   * compares them one by one (`chi-square`, `binning: values`), so that each holds 30 values of the reference
   */
  bins?: number;
}

/**
 * Finds drift in raw samples without moving them: counts values in a histogram of fixed size, adds the histograms of
 * other processes, and compares the sum with the reference. A monitor gets the p-value, never the samples.
 *
 * @example
 * ```ts @import.meta.vitest
 * const reference = Array.from({ length: 1000 }, (_, i) => Math.sin(i));
 * const here = new DriftWindow({ reference });
 * const there = new DriftWindow({ reference });
 * here.add(reference.map((x) => x + 0.5));
 * here.merge(there.histogram());
 * expect(here.judge().verdict).toBe('drift');
 * ```
 */
export class DriftWindow {
  private readonly run: (current: Histogram) => TwoSampleResult;
  private readonly empty: Histogram;
  private current: Histogram;

  constructor({ reference, test: asked, params = {}, bins }: DriftWindowOptions) {
    const name = asked ?? (reference.some((value) => typeof value === 'string') ? 'chi-square' : 'ks');
    const test = twoSampleTests.get(name);
    if (!test)
      throw new ConfigurationError(
        `Expected \`test\` to be one of ${[...twoSampleTests.keys()].join(', ')}, got \`${excerpt(name, 60)}\``
      );
    const resolved = resolveOptions(test, params);
    if ('issues' in resolved)
      throw new ConfigurationError(resolved.issues.map(({ message }) => message).join('\n'), {
        issues: resolved.issues.map(({ field, message }) => ({ field: field || name, message })),
      });
    this.empty = histogramFor(reference, bins ?? binsFor(reference.length, resolved.options));
    this.current = this.empty;
    const known = sampleOf(addToCounts(this.empty, reference));
    const options = { ...resolved.options, ...finerThanAlpha(resolved.options) };
    this.run = (current) => test.run(known, sampleOf(current), options);
  }

  add(values: readonly (number | string)[]): void {
    this.current = addToCounts(this.current, values);
  }

  /** Adds the histogram of another process with the same reference. */
  merge(other: Histogram): void {
    this.current = mergeCounts(this.current, other);
  }

  /** What has been counted, as JSON. */
  histogram(): Histogram {
    return this.current;
  }

  /** The verdict on everything counted since the last reset, with its p-value. */
  judge(): TwoSampleResult {
    const result = this.run(this.current);
    return { ...result, ignored: result.ignored + this.current.ignored };
  }

  /** Starts the next window. */
  reset(): void {
    this.current = this.empty;
  }
}

// --- internal ---

/**
 * Edges at the reference's own values make its counts more even than chance would. Compared bin by bin, that is taken
 * for a change in bins of a few values.
 */
function binsFor(values: number, { binning }: Record<string, unknown>): number {
  return binning === 'values' ? Math.min(usualBins, Math.max(2, Math.floor(values / leastShare))) : usualBins;
}

const usualBins = 100;
const leastShare = 30;

/** A p-value that a monitor compares with alpha must be able to fall below it, not down to it alone. */
function finerThanAlpha({ rounds, alpha }: Record<string, unknown>): { rounds?: number } {
  if (typeof rounds !== 'number' || typeof alpha !== 'number') return {};
  return { rounds: Math.max(rounds, Math.min(1_000_000, Math.ceil(10 / alpha) - 1)) };
}
