import { describe, expect, test } from 'vitest';
import { distance, readGolden, readStream } from './golden.ts';
import { earlyScan } from '../../src/detectors/level-shift/early-scan.ts';
import { freshSeason, freshState } from '../../src/detectors/level-shift/state.ts';
import { longRunOf, spans } from '../../src/detectors/level-shift/long-run.ts';
import { strongest } from '../../src/detectors/level-shift/cuts.ts';
import type { Known } from '../../src/detectors/level-shift/state.ts';

interface Golden {
  early: { stream: string; from: number; n: number; statistic: number; cut: number }[];
  strongest: { stream: string; scores: number[]; squared: number; span: number }[];
  long_run: { phi: number[]; covariances: number[]; ratios: number[]; long_run: number }[];
}
const golden = readGolden('level_shift') as unknown as Golden;

describe('the parts of level-shift agree with plain programs of their definitions', () => {
  test.each([...new Set(golden.early.map(({ stream }) => stream))])('the scan of the first values of %s', (stream) => {
    const wrong = golden.early
      .filter((one) => one.stream === stream)
      .filter(({ from, n, statistic, cut }) => {
        const scan = earlyScan(readStream(stream).slice(from, from + n), 10);
        return scan.cut !== cut || distance(scan.statistic, statistic) > 1e-7;
      });
    expect(wrong).toEqual([]);
  });

  test.each(golden.strongest)('the strongest span of $scores.length scores of $stream', ({ scores, squared, span }) => {
    const sums = [0];
    for (const score of scores) sums.push(sums.at(-1)! + score);
    const known = { spread: spans.map(() => 400), season: freshSeason(0, 1) } as unknown as Known;
    const best = strongest({ ...freshState(), ring: scores, sums }, known);
    expect(best.span).toBe(span);
    expect(distance(best.squared, squared)).toBeLessThan(1e-9);
  });

  test.each(golden.long_run)('the variance of sums of an autoregression $phi', ({ covariances, ratios, long_run }) => {
    const found = longRunOf(covariances, 1e7);
    found.bySpan.forEach((ratio, i) => expect(distance(ratio, Math.max(0.05, ratios[i]!))).toBeLessThan(1e-6));
    const limit = Math.max(long_run, ratios.at(-1)!);
    expect(distance(found.longRun, limit)).toBeLessThan(1e-6);
  });

  test('that are not empty', () => {
    expect(golden.early.filter(({ statistic }) => statistic > 0).length).toBeGreaterThan(100);
    expect(golden.strongest.filter(({ span }) => span > 0).length).toBeGreaterThan(20);
    expect(golden.long_run.length).toBeGreaterThan(5);
  });
});
