import { describe, expect, it } from 'vitest';
import { calibrated, cusum, monitorOf, stepMs } from './calibrated.ts';
import { calibrate, notKept } from '../../src/calibrate/calibrate.ts';
import { createRng } from '../../src/stats/rng.ts';
import { hourMs, noon } from '../support/policies.ts';
import { processOf, timesOf } from './processes.ts';
import { resamplerOf, type Source } from '../../src/calibrate/noise/resampler.ts';
import type { Rng } from '../../src/stats/rng.ts';

/** 1 with that probability, else 0. */
function bitsOf(chance: number): Source['draw'] {
  return (rng, count) => Float64Array.from({ length: count }, () => Number(rng.uniform() < chance));
}

describe('calibrate', () => {
  it('counts longer where retrains come in clusters, and finds larger shifts sooner', () => {
    const { delays, achieved } = calibrated(cusum, processOf(0.3), 12, 60, 500 * stepMs);
    // Twelve lives for twice so many retrains; a life that learned a wrong level has many.
    expect(achieved.lives).toBeGreaterThan(12);
    expect(achieved.error).toBeLessThan(0.11);
    expect(delays.map(({ shift }) => shift)).toEqual([-1, -2, -3]);
    const [one, two, three] = delays.map(({ observations }) => observations ?? Infinity) as [number, number, number];
    expect(three).toBeLessThanOrEqual(two);
    expect(two).toBeLessThan(one);
    expect(three).toBeGreaterThan(0);
    expect(delays[2]).toMatchObject({ found: 1 });
  });

  it('shares the budget among several detectors', () => {
    const monitor = monitorOf({
      metrics: { accuracy: { detectors: ['z-cusum', { type: 'ewma-limit', alpha: 0.2, below: 0.5 }] } },
    });
    const { changes, truth: counted, policy } = calibrated(monitor, processOf(0), 13, 80, 500 * stepMs);
    const truth = counted();
    expect(changes.map(({ type }) => type)).toEqual(['z-cusum', 'ewma-limit']);
    expect(truth).toBeGreaterThan(0.3);
    expect(truth).toBeLessThan(1.1);
    const below = policy.metrics[0]!.detectors[1]!.options['below'] as number;
    expect(below).toBeGreaterThan(0.9);
    expect(below).toBeLessThan(0.93);
  });

  it('tells of an accuracy of 40 rows how often a limit fires that lies between two shares', () => {
    const rows = 40;
    const share = (rng: Rng): number => {
      let right = 0;
      for (let row = 0; row < rows; row++) right += Number(rng.uniform() < 0.9);
      return right / rows;
    };
    const source = {
      ...processOf(0),
      draw: (rng: Rng, count: number) => Float64Array.from({ length: count }, () => share(rng)),
    };
    const monitor = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.9 }] } } });
    const { achieved, policy, truth: counted, isKept } = calibrated(monitor, source, 21, 80, 300 * stepMs);
    const truth = counted();
    const below = policy.metrics[0]!.detectors[0]!.options['below'] as number;
    expect((below * rows) % 1).toBeCloseTo(0.5, 3);
    expect(isKept).toBe(true);
    // The truth is counted to a tenth itself.
    expect(truth).toBeGreaterThan(0.9 * achieved.low);
    expect(truth).toBeLessThan(1.1 * achieved.high);
    expect(achieved.high / achieved.low).toBeLessThan(3);
  });

  it('keeps the budget where the noise is small against the value', () => {
    const offset: Source = {
      ...processOf(0),
      mean: 1_013,
      sd: 0.05,
      draw: (...how) =>
        processOf(0)
          .draw(...how)
          .map((x) => 1_013 + (x - 0.93) * 5),
    };
    const limit = monitorOf({
      metrics: {
        load: { direction: 'higher-is-better', detectors: [{ type: 'ewma-limit', alpha: 0.2, below: 1_012 }] },
      },
    });
    const { truth: counted, warnings } = calibrated(limit, { ...offset, metric: 'load' }, 15, 60, 300 * stepMs);
    const truth = counted();
    expect(truth).toBeGreaterThan(0.3);
    expect(truth).toBeLessThan(1.1);
    expect(warnings).toEqual([]);
  });

  it('tightens a limit also beside a short stream of few kinds', () => {
    const monitor = monitorOf({
      metrics: {
        accuracy: { detectors: ['z-cusum'] },
        load: { direction: 'lower-is-better', detectors: [{ type: 'limit', above: 3, severity: 'none' }] },
      },
    });
    const rng = createRng(3);
    const load = Float64Array.from({ length: 200 }, () => [0, 1, 1.5][rng.int(0, 2)]!);
    const accuracy = processOf(0).draw(createRng(1), 3_000, noon);
    const sources = [
      resamplerOf({ metric: 'accuracy', segment: '' }, timesOf(3_000), accuracy),
      resamplerOf({ metric: 'load', segment: '' }, timesOf(200), load),
    ];
    expect(sources.map(({ isOfSeen }) => isOfSeen)).toEqual([false, true]);
    const world = { ...monitor, sources, from: noon, takesMs: hourMs / 2, seed: 1 };
    const budget = { falseRetrains: 1, perMs: 240 * stepMs, confidence: 0.5 };
    const { isKept, achieved } = calibrate({ ...world, ...budget, events: 30 });
    expect(isKept).toBe(true);
    expect(achieved.rate).toBeGreaterThan(0.5);
  });

  it('warns when no limit keeps the budget', () => {
    // EDDM has nothing to turn, and alarms at a constant rate of errors already.
    const monitor = monitorOf({
      metrics: { errors: { direction: 'lower-is-better', detectors: ['eddm', 'ddm'] } },
    });
    const bits: Source = { ...processOf(0), metric: 'errors', draw: bitsOf(0.1) };
    const { warnings, achieved, isKept } = calibrated(monitor, bits, 16, 10, 3_000 * stepMs);
    expect(isKept).toBe(false);
    expect(achieved.rate).toBeGreaterThan(1);
    expect(warnings).toEqual([expect.stringMatching(/^The budget is not kept: .* [\d.]+ times as many/)]);
  });

  it('does not call a budget missed of which the history cannot tell', () => {
    expect(notKept({ rate: 0.001, bound: 0.5 }, 0.1)).toMatch(
      /^The budget may not be kept: 0\.01 times .* up to 5 times/
    );
    expect(notKept({ rate: 0.2, bound: 0.5 }, 0.1)).toMatch(/^The budget is not kept: .* 2 times .* up to 5 times/);
  });

  it.each([
    ['ddm', { warningThreshold: 5, driftThreshold: 6 }],
    ['hddm-a', { warningConfidence: 0.005, driftConfidence: 0.001 }],
  ])('names the warning of %s among the changes where it has to give way', (type, options) => {
    const monitor = monitorOf({
      metrics: { errors: { direction: 'lower-is-better', detectors: [{ type, ...options }] } },
    });
    const bits: Source = { ...processOf(0), metric: 'errors', draw: bitsOf(0.1) };
    const { changes, policy } = calibrated(monitor, bits, 17, 20, 100 * stepMs);
    const after = changes[0]!.after;
    expect(Object.keys(after).toSorted()).toEqual(Object.keys(options).toSorted());
    expect(policy.metrics[0]!.detectors[0]!.options).toMatchObject(after);
    const written = { type, ...options, ...after };
    expect(() =>
      monitorOf({ metrics: { errors: { direction: 'lower-is-better', detectors: [written] } } })
    ).not.toThrow();
  });

  it('gives the same limits for the same seed', () => {
    const [a, b] = [0, 1].map(() => {
      const { truth: _, ...found } = calibrated(cusum, processOf(0), 14, 60, 150 * stepMs);
      return found;
    });
    expect(a).toEqual(b);
  });
});
