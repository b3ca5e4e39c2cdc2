import { describe, expect, it } from 'vitest';
import { monitorOf, stepMs } from './calibrated.ts';
import { falseAlarms, type FalseAlarms } from '../../src/calibrate/false-alarms.ts';
import { finish } from '../../src/backtest/steps.ts';
import { dayMs, hourMs, noon } from '../support/policies.ts';
import { processOf } from './processes.ts';

const lifeMs = 60 * stepMs;

/** Ten lives at least, each bad throughout with that chance; up to a hundred where a share of error is asked for. */
function counted(bad: number, error?: number): FalseAlarms {
  const { config, policy } = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.905 }] } } });
  const source = {
    ...processOf(0),
    draw: (rng: { uniform(): number }, count: number) => new Float64Array(count).fill(rng.uniform() < bad ? 0.9 : 0.93),
  };
  const world = { config, sources: [source], from: noon, takesMs: hourMs, seed: 1, lifeMs };
  const exact = error === undefined ? {} : { exact: { error, mostMs: 100 * lifeMs } };
  return finish(falseAlarms(world, policy, 10 * lifeMs, 0, exact));
}

describe('falseAlarms', () => {
  it('counts on where retrains come in clusters, until chance moves the count by little enough', () => {
    const [plain, exact] = [counted(0.5), counted(0.5, 0.15)];
    expect(plain.lives).toBe(10);
    expect(plain.error).toBeGreaterThan(0.2);
    expect(exact.error).toBeLessThanOrEqual(0.15);
    expect(exact.lives).toBeGreaterThan(10);
    expect(exact.lives).toBeLessThan(100);
  });

  it('ends after the longest time, and where the count is exact already', () => {
    expect(counted(0.5, 0.01).lives).toBe(100);
    expect(counted(1, 0.2).lives).toBe(10);
  });

  it('counts as many a day in short lives as in long ones, also where a season takes two weeks to learn', () => {
    const { config, policy } = monitorOf({
      metrics: { accuracy: { seasonality: 'hour-of-week', detectors: [{ type: 'z-cusum', h: 4 }] } },
    });
    const world = { config, sources: [processOf(0)], from: noon, takesMs: hourMs, seed: 1 };
    const [short, long] = [5_000, 40_000].map((values) =>
      finish(falseAlarms({ ...world, lifeMs: values * stepMs }, policy, 160_000 * stepMs, 0))
    ) as [FalseAlarms, FalseAlarms];
    expect([short.lives, long.lives, short.ms === long.ms]).toEqual([32, 4, true]);
    expect(short.learningMs).toBe(14 * dayMs);
    expect(short.count).toBeGreaterThan(100);
    expect(Math.abs(Math.log(short.count / long.count))).toBeLessThan(0.25);
  });

  it('tells the retrains of every life', () => {
    const { count, each, lives } = counted(0.5);
    expect(each).toHaveLength(lives);
    expect(each.reduce((sum, one) => sum + one, 0)).toBe(count);
    expect(Math.min(...each)).toBe(0);
  });
});
