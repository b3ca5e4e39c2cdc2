import { describe, expect, it } from 'vitest';
import { blindTo, delaysOf, untoldOf, type Delay } from '../../src/calibrate/delays.ts';
import { finish } from '../../src/backtest/steps.ts';
import { monitorOf } from './calibrated.ts';
import { processOf } from './processes.ts';
import { hourMs, noon } from '../support/policies.ts';

function delaysAt(below: number): Delay[] {
  const { config, policy } = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below }] } } });
  return finish(delaysOf({ config, sources: [processOf(0)], from: noon, takesMs: hourMs, seed: 1 }, policy));
}

describe('delaysOf', () => {
  it('counts the values until a shift is found', () => {
    // Of shifts by 1, 2 and 3 deviations to a mean of 0.92, 0.91 and 0.90, one value in 741, 44 and 6 is below 0.89.
    const [one, two, three] = delaysAt(0.89).map(({ observations }) => observations ?? Infinity);
    // The median of a wait is 0.69 of its mean; 120 waits tell it to a seventh.
    expect(one! / (Math.LN2 * 741)).toBeGreaterThan(0.6);
    expect(one! / (Math.LN2 * 741)).toBeLessThan(1.6);
    expect(two! / (Math.LN2 * 44)).toBeGreaterThan(0.6);
    expect(two! / (Math.LN2 * 44)).toBeLessThan(1.6);
    expect(three).toBeGreaterThanOrEqual(2);
    expect(three).toBeLessThanOrEqual(8);
  });

  it('are of metrics that can launch a retrain alone', () => {
    const one = { detectors: [{ type: 'limit', below: 0.89 }] };
    const metrics = { accuracy: one, f1: { detectors: [{ type: 'limit', below: 0.89, severity: 'none' }] } };
    const rules = [{ id: 'both', all: ['accuracy', 'f1'], severity: 'full' }];
    const sources = [processOf(0), { ...processOf(0), metric: 'f1' }];
    const of = (file: object): string[] => {
      const { config, policy } = monitorOf(file);
      return finish(delaysOf({ config, sources, from: noon, takesMs: hourMs, seed: 1 }, policy)).map(
        (delay) => delay.metric
      );
    };
    expect(new Set(of({ metrics }))).toEqual(new Set(['accuracy']));
    expect(of({ metrics, rules })).toEqual(Array<string>(3).fill('accuracy and f1'));
    expect(of({ metrics, rules: [{ ...rules[0], severity: 'none' }] })).toEqual([]);
  });

  it('are of all metrics of a rule at once where they count only together, and may find none', () => {
    const metrics = (accuracy: number, latencyMs: number) => ({
      accuracy: { detectors: [{ type: 'limit', below: accuracy }] },
      latencyMs: { detectors: [{ type: 'limit', above: latencyMs }] },
    });
    const rules = [{ id: 'both', all: ['accuracy', 'latencyMs'], severity: 'full' as const }];
    // Of latencies one comes with four accuracies.
    const latency = { ...processOf(0, 0, 1_200_000), metric: 'latencyMs' };
    const of = (accuracy: number, latencyMs: number): Delay[] => {
      const { config, policy } = monitorOf({ metrics: metrics(accuracy, latencyMs), rules });
      const world = { config, sources: [processOf(0), latency], from: noon, takesMs: hourMs, seed: 1 };
      return finish(delaysOf(world, policy));
    };
    const found = of(0.9, 0.96);
    expect(found.map(({ rule, shift }) => [rule, shift])).toEqual([
      ['both', 1],
      ['both', 2],
      ['both', 3],
    ]);
    expect(found[2]).toMatchObject({ metric: 'accuracy and latencyMs', found: 1 });
    expect(found[2]!.observations).toBeLessThanOrEqual(10);
    expect(blindTo(found)).toEqual([]);
    // One of them is never beyond its limit.
    expect(blindTo(of(0.9, 1.2))).toEqual(['accuracy and latencyMs']);
  });

  it('does not look at rules over metrics whose values come at very different steps, and judges none of them', () => {
    const one = { detectors: [{ type: 'limit', below: 0.89 }] };
    const rules = [{ id: 'both', all: ['accuracy', 'f1'], severity: 'full' as const }];
    const { config, policy } = monitorOf({ metrics: { accuracy: one, f1: one }, rules });
    const sources = [processOf(0), { ...processOf(0, 0, 24 * hourMs), metric: 'f1' }];
    const delays = finish(delaysOf({ config, sources, from: noon, takesMs: hourMs, seed: 1 }, policy));
    expect(delays.map(({ streams, observations }) => [streams, observations])).toEqual(
      Array.from({ length: 3 }, () => [0, null])
    );
    expect(blindTo(delays)).toEqual([]);
    expect(untoldOf(delays)).toEqual([]);
  });
});

describe('blindTo', () => {
  it('names metrics of which not even the largest shift is found', () => {
    expect(blindTo(delaysAt(0.5))).toEqual(['accuracy']);
    expect(blindTo(delaysAt(0.87))).toEqual([]);
    // Every stream has launched before the shift, so that nothing is known.
    expect(delaysAt(0.93).map(({ streams }) => streams)).toEqual([0, 0, 0]);
    expect(blindTo(delaysAt(0.93))).toEqual([]);
  });
});

describe('untoldOf', () => {
  it('names metrics whose streams have launched before a shift, so that nothing is known of it', () => {
    expect(untoldOf(delaysAt(0.93))).toEqual(['accuracy']);
    expect(untoldOf(delaysAt(0.87))).toEqual([]);
    expect(untoldOf(delaysAt(0.5))).toEqual([]);
  });
});
