import { describe, expect, it } from 'vitest';
import { calibrate, type Calibration } from '../../src/calibrate/calibrate.ts';
import { createRng } from '../../src/core/rng.ts';
import { falseAlarms } from '../../src/calibrate/false-alarms.ts';
import { parseMonitor, type Monitor } from '../../src/config/parse-monitor.ts';
import { processOf, timesOf } from './processes.ts';
import { resamplerOf, type Source } from '../../src/calibrate/resampler.ts';
import { hourMs, noon } from '../support/policies.ts';
import type { MonitorFile } from '../../src/config/monitor-schema.ts';

const stepMs = 300_000;
/** One false retrain in so much time. */
const perMs = 1_500 * stepMs;

function monitorOf(changes: Partial<MonitorFile>): Monitor {
  return parseMonitor({ model: 'shop:ranker', cooldown: '30m', ...changes });
}

/** Limits from one history of a process, and what they launch on streams of the process that it has never seen. */
function calibrated(monitor: Monitor, source: Source, seed: number, events = 500): Calibration & { truth: number } {
  const values = source.draw(createRng(seed), 12_000, noon);
  const sources = [resamplerOf({ metric: 'accuracy', segment: '' }, timesOf(12_000), values)];
  const world = { config: monitor.config, sources, from: noon, takesMs: hourMs / 2, seed: 1 };
  const result = calibrate({ ...world, policy: monitor.policy, falseRetrains: 1, perMs, events });
  const { count, ms } = falseAlarms({ ...world, sources: [source], seed: 99 }, result.policy, 300 * perMs, 7);
  return { ...result, truth: count / (ms / perMs) };
}

const cusum = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'z-cusum' }] } } });

describe('calibrate', () => {
  it.each([
    ['independent noise', processOf(0)],
    ['correlated noise, rho 0.3', processOf(0.3)],
    ['correlated noise, rho 0.6', processOf(0.6)],
    ['a daily season', processOf(0, 1)],
  ])(
    'keeps the budget within a quarter on fresh streams of %s',
    (_, source) => {
      const { truth, achieved, changes } = calibrated(cusum, source, 11);
      expect(truth).toBeGreaterThan(0.75);
      expect(truth).toBeLessThan(1.25);
      expect(achieved.low).toBeLessThan(achieved.rate);
      expect(achieved.high).toBeGreaterThan(achieved.rate);
      expect(changes).toMatchObject([
        { metric: 'accuracy', index: 0, type: 'z-cusum', before: { h: expect.any(Number) } },
      ]);
    },
    180_000
  );

  it('finds larger shifts sooner', () => {
    const { delays } = calibrated(cusum, processOf(0.3), 12, 60);
    expect(delays.map(({ shift }) => shift)).toEqual([-1, -2, -3]);
    const [one, two, three] = delays.map(({ observations }) => observations ?? Infinity) as [number, number, number];
    expect(three).toBeLessThanOrEqual(two);
    expect(two).toBeLessThan(one);
    expect(three).toBeGreaterThan(0);
    expect(delays[2]).toMatchObject({ found: 1 });
  }, 180_000);

  it('shares the budget among several detectors', () => {
    const monitor = monitorOf({
      metrics: { accuracy: { detectors: ['z-cusum', { type: 'ewma-limit', alpha: 0.2, below: 0.5 }] } },
    });
    const { changes, truth, policy } = calibrated(monitor, processOf(0), 13, 80);
    expect(changes.map(({ type }) => type)).toEqual(['z-cusum', 'ewma-limit']);
    expect(truth).toBeGreaterThan(0.7);
    expect(truth).toBeLessThan(1.3);
    const below = policy.metrics[0]!.detectors[1]!.options['below'] as number;
    expect(below).toBeGreaterThan(0.9);
    expect(below).toBeLessThan(0.93);
  }, 180_000);

  it('gives the same limits for the same seed', () => {
    const [a, b] = [calibrated(cusum, processOf(0), 14, 60), calibrated(cusum, processOf(0), 14, 60)];
    expect(a).toEqual(b);
  }, 180_000);
});
