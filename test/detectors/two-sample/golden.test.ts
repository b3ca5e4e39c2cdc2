import { describe, expect, test } from 'vitest';
import { resolveOptions } from '../../../src/detectors/options.ts';
import { twoSampleTests } from '../../../src/detectors/two-sample/index.ts';
import { distance, readGolden, readStream } from '../golden.ts';

interface BlockCase {
  stream: string;
  window: number;
  blocks: number;
  statistics: (number | string)[];
  p_values?: number[];
  detections?: number[];
}

/** Reference file, test, the options that make the same thing of it, and where the library's number is in our result. */
const files: [file: string, test: string, options: Record<string, unknown>, number: 'statistic' | 'pValue'][] = [
  ['ks2__exact', 'ks', { alpha: 0.05, method: 'exact' }, 'statistic'],
  ['ks2__asymp', 'ks', { alpha: 0.05, method: 'asymp' }, 'statistic'],
  ['ev_ks', 'ks', { alpha: 0.05 }, 'pValue'],
  ['psi__quantile10', 'psi', { threshold: 0.2 }, 'statistic'],
  ['ev_psi__num', 'psi', { threshold: 0.1, binning: 'sturges', zeros: 'evidently' }, 'statistic'],
  ['ev_psi__cat', 'psi', { threshold: 0.1, data: 'categorical', zeros: 'evidently' }, 'statistic'],
  ['kl__hist10', 'kl', { threshold: 0.1 }, 'statistic'],
  ['ev_kl__num', 'kl', { threshold: 0.1, of: 'reference', binning: 'sturges', zeros: 'evidently' }, 'statistic'],
  ['js__hist10_base2', 'js', { threshold: 0.1 }, 'statistic'],
  ['ev_js__num', 'js', { threshold: 0.1, base: 'e', binning: 'sturges' }, 'statistic'],
  ['wasserstein__raw', 'wasserstein', { threshold: 1e300 }, 'statistic'],
  ['ev_wasserstein__norm', 'wasserstein', { threshold: 0.1, scale: 'reference' }, 'statistic'],
  ['chi2__contingency', 'chi-square', { alpha: 0.05, rule: 'chi-square' }, 'statistic'],
  ['chi2__contingency_yates', 'chi-square', { alpha: 0.05, rule: 'chi-square', correction: true }, 'statistic'],
  ['chi2__gof', 'chi-square', { alpha: 0.05, rule: 'chi-square', form: 'gof' }, 'statistic'],
  ['ev_chisquare', 'chi-square', { alpha: 0.05, rule: 'chi-square', form: 'gof' }, 'pValue'],
];

/** Quantiles of their references coincide: one bin, and so no difference, to numpy; below and above that value to us. */
const ofOneBin = ['int_doc_like', 'const_step'];

for (const [file, name, given, number] of files)
  describe(`${name} agrees with ${file}`, () => {
    const golden = readGolden<BlockCase>(file);
    const chosen = twoSampleTests.get(name)!;
    const resolved = resolveOptions(chosen, given);
    if ('issues' in resolved) throw new Error(JSON.stringify(resolved.issues));
    for (const one of golden.cases.filter(({ stream }) => file !== 'psi__quantile10' || !ofOneBin.includes(stream)))
      test(`on the stream ${one.stream}`, () => {
        const values = readStream(one.stream);
        const reference = values.slice(0, one.window);
        const wrong: string[] = [];
        const drifts: number[] = [];
        one.statistics.forEach((expected, k) => {
          const current = values.slice(one.window * (k + 1), one.window * (k + 2));
          const result = chosen.run(reference, current, resolved.options);
          const ours = result[number];
          if (result.verdict === 'drift') drifts.push(one.window * (k + 2) - 1);
          if (!agrees(ours, expected)) wrong.push(`block ${k}: expected ${expected}, got ${ours}`);
          const p = one.p_values?.[k];
          if (p !== undefined && distance(result.pValue!, p) >= 1e-9)
            wrong.push(`p ${k}: expected ${p}, got ${result.pValue}`);
        });
        expect(wrong).toEqual([]);
        if (one.detections) expect(drifts).toEqual(one.detections);
      });
  });

/** JSON has no infinity: the reference writes it as a word, the result as null. One category is p = NaN there, 1 here. */
function agrees(ours: number | null, expected: number | string): boolean {
  if (expected === 'NaN') return ours === 1;
  return typeof expected === 'number' ? ours !== null && distance(ours, expected) < 1e-9 : ours === null;
}
