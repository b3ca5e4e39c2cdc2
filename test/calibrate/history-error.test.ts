import { describe, expect, it } from 'vitest';
import { monitorOf, stepMs } from './calibrated.ts';
import { createRng } from '../../src/stats/rng.ts';
import { finish } from '../../src/backtest/steps.ts';
import { historyError, relearned, type HistoryError } from '../../src/calibrate/history-error.ts';
import { processOf, timesOf } from './processes.ts';
import { rateInterval } from '../../src/calibrate/rate-interval.ts';
import { resamplerOf, type Resampler } from '../../src/calibrate/noise/resampler.ts';
import { hourMs, noon } from '../support/policies.ts';
import type { Rng } from '../../src/stats/rng.ts';

/** How uncertain the rate is at which values fall below a limit, learned from a history of so many. */
function uncertaintyOf(observations: number): number {
  const { config, policy } = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.905 }] } } });
  const values = processOf(0).draw(createRng(3), observations, noon);
  const sources = [resamplerOf({ metric: 'accuracy', segment: '' }, timesOf(observations), values)];
  const world = { config, sources, from: noon, takesMs: hourMs, seed: 1 };
  const again = relearned(sources, world);
  return finish(historyError(world, policy, { again, ms: 20_000 * stepMs, rounds: 1, tick: () => undefined })).sd;
}

/**
 * A stream whose lives are bad throughout or not at all: its retrains come in clusters, by chances of its own.
 *
 * @param skip random numbers to leave out, so that chance differs from that of others
 */
function clusters(skip: number): Resampler {
  const draw = (rng: Rng, count: number): Float64Array => {
    for (let i = 0; i < skip; i++) rng.uniform();
    return new Float64Array(count).fill(rng.uniform() < 0.5 ? 0.9 : 0.93);
  };
  return { ...(processOf(0) as Resampler), draw };
}

/** What is said of histories that all have the same rate as what they were drawn from, and how often they were asked. */
function errorOf(own: Resampler, again: readonly Resampler[]): HistoryError & { asked: number } {
  const { config, policy } = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.905 }] } } });
  const lifeMs = 60 * stepMs;
  const world = { config, sources: [own], from: noon, takesMs: hourMs, seed: 1, lifeMs };
  let asked = 0;
  const tick = (): void => {
    asked += 1;
  };
  const counting = { again: again.map((source) => [source]), ms: 20 * lifeMs, rounds: 4, tick };
  return { ...finish(historyError(world, policy, counting)), asked };
}

describe('historyError', () => {
  it('is larger the shorter the history is that limits are learned from', () => {
    const [short, long] = [uncertaintyOf(300), uncertaintyOf(8_000)] as [number, number];
    expect(short).toBeGreaterThan(1.5 * long);
    expect(long).toBeGreaterThan(0);
  });

  it('asks once where the same noise is answered in the same way', () => {
    const same = Array.from({ length: 4 }, () => clusters(0));
    expect(errorOf(clusters(0), same)).toEqual({ bias: 0, sd: 0, asked: 4 });
  });

  it('asks again where clusters of retrains differ by chance, and tells how far that leaves it uncertain', () => {
    // They agree with each other, and differ from the first by chance alone.
    const others = Array.from({ length: 4 }, () => clusters(1));
    const { bias, sd, asked } = errorOf(clusters(0), others);
    expect(asked).toBe(16);
    expect(bias).not.toBe(0);
    expect(Math.abs(bias)).toBeLessThan(3 * sd);
    expect(sd).toBeLessThan(0.3);
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

  it('does not take for rare what is only rarer than once in a history that is drawn as it was seen', () => {
    const few = { count: 4, error: 0.5, budgets: 400 };
    expect(rateInterval(few, { bias: 0, sd: 0 }, 0.975).high).toBeLessThan(0.03);
    // Of what comes up once in a budget on average, 3.7 have not come up with a chance of one in 40.
    const seen = rateInterval({ ...few, once: 0.5 }, { bias: 0, sd: 0 }, 0.975);
    expect([seen.rate, seen.high, seen.bound].map((x) => x.toFixed(2))).toEqual(['0.01', '1.84', '1.84']);
    const often = { ...few, count: 400, error: 0.05 };
    expect(rateInterval({ ...often, once: 0.5 }, { bias: 0, sd: 0 }, 0.975)).toEqual(
      rateInterval(often, { bias: 0, sd: 0 }, 0.975)
    );
  });
});
