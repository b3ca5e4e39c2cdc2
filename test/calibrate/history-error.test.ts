import { describe, expect, it } from 'vitest';
import { monitorOf, stepMs } from './calibrated.ts';
import { createRng } from '../../src/stats/rng.ts';
import { finish } from '../../src/backtest/steps.ts';
import { historyError, relearned } from '../../src/calibrate/history-error.ts';
import { processOf, timesOf } from './processes.ts';
import { rateInterval } from '../../src/calibrate/rate-interval.ts';
import { resamplerOf } from '../../src/calibrate/noise/resampler.ts';
import { hourMs, noon } from '../support/policies.ts';

/** How uncertain the rate is at which values fall below a limit, learned from a history of so many. */
function uncertaintyOf(observations: number): number {
  const { config, policy } = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.905 }] } } });
  const values = processOf(0).draw(createRng(3), observations, noon);
  const sources = [resamplerOf({ metric: 'accuracy', segment: '' }, timesOf(observations), values)];
  const world = { config, sources, from: noon, takesMs: hourMs, seed: 1 };
  const again = relearned(sources, world);
  return finish(historyError(world, policy, { again, ms: 20_000 * stepMs, tick: () => undefined })).sd;
}

describe('historyError', () => {
  it('is larger the shorter the history is that limits are learned from', () => {
    const [short, long] = [uncertaintyOf(300), uncertaintyOf(8_000)] as [number, number];
    expect(short).toBeGreaterThan(1.5 * long);
    expect(long).toBeGreaterThan(0);
  });
});

describe('rateInterval', () => {
  const counted = { count: 400, error: 0.05, budgets: 400 };

  it('holds the counting and what the history cannot know', () => {
    const known = rateInterval(counted, { bias: 0, sd: 0 }, 0.975);
    expect([known.low, known.high].map((x) => x.toFixed(2))).toEqual(['0.90', '1.10']);
    const unknown = rateInterval(counted, { bias: 0, sd: 0.5 }, 0.975);
    // Student's t of 15 degrees of freedom, 2.13, times 0.5, and the mean of 16 histories is not known better.
    expect([unknown.low, unknown.high].map((x) => x.toFixed(2))).toEqual(['0.33', '3.01']);
    expect(unknown.bound).toBeCloseTo(unknown.high, 1);
  });

  it('takes off what such histories get wrong on average', () => {
    const { rate, bound } = rateInterval(counted, { bias: Math.log(2), sd: 0 }, 0.5);
    expect(rate).toBeCloseTo(0.5);
    expect(bound).toBeCloseTo(0.5);
  });

  it('is wider where lives differ by more than chance of single retrains', () => {
    const even = rateInterval(counted, { bias: 0, sd: 0 }, 0.975);
    const uneven = rateInterval({ ...counted, error: 0.2 }, { bias: 0, sd: 0 }, 0.975);
    expect(uneven.high - 1).toBeGreaterThan(3 * (even.high - 1));
  });

  it('stays above 0 where nothing was counted', () => {
    const { rate, low, high } = rateInterval({ count: 0, error: 1, budgets: 1 }, { bias: 0, sd: 0.1 }, 0.975);
    expect({ rate, low }).toEqual({ rate: 0, low: 0 });
    expect(high).toBeGreaterThan(3);
  });
});
