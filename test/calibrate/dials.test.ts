import { describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.ts';
import { dialOf, type Baseline, type Dial } from '../../src/calibrate/dials.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

/** Those that do not work without being told something. */
const needed: Record<string, object> = {
  limit: { above: 0.5 },
  'ewma-limit': { above: 0.5 },
  patience: { above: 0.5 },
};
const baseline: Baseline = { mean: 0.1, sd: 0.05, least: 0, most: 1 };

function monitorOf(detector: object): MonitorFile {
  return {
    model: 'shop:ranker',
    metrics: { errorRate: { direction: 'lower-is-better', detectors: [detector as never] } },
  };
}

function dialFor(type: string, options: object = {}): Dial | undefined {
  const { policy } = parseMonitor(monitorOf({ type, ...needed[type], ...options }));
  return dialOf(policy.metrics[0]!.detectors[0]!, baseline);
}

/** Every position of a dial, from one end to the other. */
function positions({ least, most }: Dial): number[] {
  return Array.from({ length: 101 }, (_, i) => least + ((most - least) * i) / 100);
}

const types = [...detectors.keys()];
const turned = types.filter((type) => dialFor(type));

describe('dialOf', () => {
  it('has a dial for every detector with one limit', () => {
    expect(types.filter((type) => !turned.includes(type))).toEqual(['eddm', 'z-vote', 'change', 'level-shift']);
  });

  it.each(turned)('leaves a policy that is accepted, wherever the dial of %s stands', (type) => {
    const dial = dialFor(type)!;
    for (const u of [...positions(dial), dial.start])
      expect(() => parseMonitor(monitorOf({ type, ...needed[type], ...dial.options(u) }))).not.toThrow();
  });

  it.each([
    ['ddm', { warningThreshold: 2.5, driftThreshold: 3 }],
    ['hddm-a', { warningConfidence: 0.002, driftConfidence: 0.001 }],
    ['hddm-w', { warningConfidence: 0.002, driftConfidence: 0.001 }],
  ])('moves the warning of %s with the drift only where it would be stricter', (type, options) => {
    const dial = dialFor(type, options)!;
    for (const u of positions(dial))
      expect(() => parseMonitor(monitorOf({ type, ...options, ...dial.options(u) }))).not.toThrow();
    expect(Object.keys(dial.options(dial.start))).toHaveLength(1);
  });

  it('keeps the bounds of a share within what a share can be', () => {
    const policy = { id: 'limit', type: 'limit', severity: 'soft' as const, options: { below: 0.05, above: 0.9 } };
    const { options, most } = dialOf(policy, baseline)!;
    expect(options(most)).toEqual({ below: 0, above: 1 });
  });

  it.each([
    [1013, 0.05],
    [1e9, 0.001],
    [-40, 1e-6],
    [3e-12, 1e-14],
    [0, 5],
    [1e100, 1e99],
  ])('tells bounds apart by the deviation, not by the size of the value: mean %s, deviation %s', (mean, sd) => {
    const dial = dialOf(
      { id: 'limit', type: 'limit', severity: 'soft', options: { below: mean - 3 * sd, above: mean + 3 * sd } },
      { mean, sd, least: -Infinity, most: Infinity }
    )!;
    for (const distance of [0.5, 3, 4.2]) {
      const { below, above } = dial.options(Math.log(distance)) as { below: number; above: number };
      expect((mean - below) / sd).toBeCloseTo(distance, 2);
      expect((above - mean) / sd).toBeCloseTo(distance, 2);
    }
  });

  it.each([
    ['limit', 0.875, 0.925],
    ['patience', 0.875, 0.925],
    // Averages of values are between them.
    ['ewma-limit', 0.89, 0.91],
  ])(
    'puts a bound of %s between two possible values, which is the same limit for all between them',
    (type, low, high) => {
      const policy = { id: type, type, severity: 'soft' as const, options: { below: 0.9 } };
      const between = (x: number): number => 0.05 * (Math.floor(x / 0.05) + 0.5);
      const { options } = dialOf(policy, { mean: 1, sd: 0.1, least: 0, most: 1, between })!;
      expect(options(Math.log(1.1)).below).toBeCloseTo(low, 6);
      expect(options(Math.log(0.9)).below).toBeCloseTo(high, 6);
    }
  );

  it('writes no more digits than a ten-thousandth of a deviation has', () => {
    const options = { below: 1012 };
    const dial = dialOf(
      { id: 'limit', type: 'limit', severity: 'soft', options },
      { mean: 1013, sd: 0.05, least: 0, most: 2e3 }
    )!;
    expect(dial.options(Math.log(Math.PI))).toEqual({ below: 1012.84292 });
  });
});
