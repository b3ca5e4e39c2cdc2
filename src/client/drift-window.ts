import { ConfigurationError } from '../terms/errors.ts';
import { addToCounts, histogramFor, mergeCounts, sampleOf, type Histogram } from '../detectors/two-sample/histogram.ts';
import { resolveOptions } from '../detectors/options.ts';
import { twoSampleTests } from '../detectors/two-sample/index.ts';
import type { TwoSampleResult } from '../detectors/two-sample/two-sample-test.ts';

export interface DriftWindowOptions {
  /** What the feature or the score looked like when the model was trained: numbers, or labels. */
  reference: readonly (number | string)[];
  /** `ks`, `psi`, `kl`, `js`, `wasserstein` or `chi-square`. @default 'ks' for numbers, 'chi-square' for labels */
  test?: string;
  /** Options of the test, as in a policy. */
  params?: Record<string, unknown>;
  /** Bins of about equal share of the reference that values are counted in. @default 100 */
  bins?: number;
}

/**
 * Drift of raw samples where they are: counts values in a histogram of fixed size, adds up the histograms of other
 * processes, and compares with the reference. A monitor gets the p-value, never the samples.
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

  constructor({ reference, test: asked, params = {}, bins = 100 }: DriftWindowOptions) {
    const name = asked ?? (reference.some((value) => typeof value === 'string') ? 'chi-square' : 'ks');
    const test = twoSampleTests.get(name);
    if (!test)
      throw new ConfigurationError(
        `Expected \`test\` to be one of ${[...twoSampleTests.keys()].join(', ')}, got \`${name.slice(0, 60)}\``
      );
    const resolved = resolveOptions(test, params);
    if ('issues' in resolved)
      throw new ConfigurationError(
        resolved.issues.map(({ message }) => message).join('\n'),
        resolved.issues.map(({ field, message }) => ({ field: field || name, message }))
      );
    this.empty = histogramFor(reference, bins);
    this.current = this.empty;
    const known = sampleOf(addToCounts(this.empty, reference));
    this.run = (current) => test.run(known, sampleOf(current), resolved.options);
  }

  add(values: readonly (number | string)[]): void {
    this.current = addToCounts(this.current, values);
  }

  /** Counts in what another process has seen of the same reference. */
  merge(other: Histogram): void {
    this.current = mergeCounts(this.current, other);
  }

  /** What has been counted, as JSON. */
  histogram(): Histogram {
    return this.current;
  }

  /** The verdict on all that was counted since the last reset, with its p-value. */
  judge(): TwoSampleResult {
    const result = this.run(this.current);
    return { ...result, ignored: result.ignored + this.current.ignored };
  }

  /** Starts the next window. */
  reset(): void {
    this.current = this.empty;
  }
}
