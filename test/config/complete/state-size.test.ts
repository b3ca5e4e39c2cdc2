import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { faultsOf } from '../faults/faults-of.ts';
import { maxStreamBytes, streamsBytes } from '../../../src/config/complete/state-size.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';

const model = 'shop:ranker';
type Metrics = NonNullable<MonitorFile['metrics']>;

/** Full doubles to every stream, a fall of all of them at the end, and nothing is launched. */
function crowd(file: MonitorFile, values: number, hasRows = false): TestMonitor {
  const { config, policy } = parseMonitor(file);
  const monitor = new TestMonitor({ ...stateOf(policy), config });
  monitor.command({ name: 'pause', comment: 'all is held' });
  const rng = createRng(5);
  for (const level of [0.93, 0.6])
    for (const { name, maxSegments } of policy.metrics)
      for (let segment = 0; segment <= maxSegments; segment++) {
        const v = Array.from({ length: values }, () => level + 0.01 * rng.normal());
        const n = v.map(() => 1_000_000 + Math.floor(1e6 * rng.uniform()));
        const ss = v.map((x, i) => n[i]! * (x * x + rng.uniform() / 9));
        const extremes = { lo: v.map((x) => x - rng.uniform()), hi: v.map((x) => x + rng.uniform()) };
        monitor.send([
          {
            metric: name,
            ...(segment === 0 ? {} : { segment: `country=de,device=phone,n=${segment}` }),
            t0: monitor.now,
            dt: 977,
            v,
            ...(hasRows ? { n, ss, ...extremes } : {}),
          },
        ]);
      }
  return monitor;
}

const bytesOf = ({ state }: TestMonitor): number =>
  Buffer.byteLength(JSON.stringify({ series: state.series, triggers: state.triggers }));

describe('the bytes that a policy may take', () => {
  const limits = [{ type: 'limit', below: 0.85 }, 'z-cusum', { type: 'patience', below: 0.88 }] as const;
  const cases: [string, Metrics, number][] = [
    ['limits', { accuracy: { below: 0.9, maxSegments: 20 }, f1: { detectors: [...limits], maxSegments: 5 } }, 300],
    ['the default detection', { accuracy: { maxSegments: 8 }, auc: {} }, 2_000],
    ['windows', { recall: { window: 2_000, detectors: [{ type: 'kswin', statSize: 500 }], maxSegments: 3 } }, 2_500],
    [
      'windows of event time',
      { accuracy: { aggregate: '1s', allowedLateness: '40s', below: 0.9, maxSegments: 3 } },
      2_000,
    ],
    [
      'late labels and a season',
      {
        accuracy: {
          detectors: [
            { type: 'limit', below: 0.85 },
            'adwin',
            { type: 'window-decay', sampleWindow: 400, threshold: 0.05 },
          ],
          allowedLateness: '30d',
          lateBuffer: 1_000,
          seasonality: 'hour-of-week',
          maxSegments: 3,
        },
      },
      2_000,
    ],
  ];

  test.each(cases)(
    'are what its streams take with everything in drift and held, or little more: %s',
    (_, metrics, n) => {
      const monitor = crowd({ model, metrics }, n, true);
      const estimated = streamsBytes(monitor.state.policy.metrics, []);
      expect(monitor.state.triggers.length).toBeGreaterThan(0);
      expect(bytesOf(monitor)).toBeLessThanOrEqual(estimated);
      expect(bytesOf(monitor)).toBeGreaterThan(estimated / 3);
    }
  );

  test('count the reasons that a rule keeps', () => {
    const rules = [
      { id: 'any', any: [{ metric: 'accuracy' }] },
      { id: 'other', any: [{ metric: 'accuracy' }] },
    ];
    const monitor = crowd({ model, metrics: { accuracy: { below: 0.9, maxSegments: 200 } }, rules }, 20);
    const { config, policy } = monitor.state;
    monitor.command({ name: 'policy', config, policy });
    expect(monitor.state.triggers.map(({ reasons }) => reasons.length)).toEqual([64, 64]);
    expect(bytesOf(monitor)).toBeLessThanOrEqual(
      streamsBytes(monitor.state.policy.metrics, monitor.state.policy.rules)
    );
  });
});

describe('segments without a number', () => {
  const names = Array.from({ length: 12 }, (_, i) => `score_${i}`);
  const metricsOf = (each: Metrics[string]): Metrics => Object.fromEntries(names.map((name) => [name, each]));

  test('are 50 where there is room', () => {
    expect(parseMonitor({ model }).policy.metrics.map(({ maxSegments }) => maxSegments)).toEqual([50, 50]);
  });

  test('are as many as fit beside the metrics that name theirs', () => {
    const metrics = { accuracy: { maxSegments: 30 }, ...metricsOf({ direction: 'two-sided' }) };
    const { policy } = parseMonitor({ model, metrics });
    const [asked, ...open] = policy.metrics.map(({ maxSegments }) => maxSegments);
    expect(asked).toBe(30);
    expect(new Set(open).size).toBe(1);
    expect(open[0]).toBeGreaterThan(3);
    expect(open[0]).toBeLessThan(50);
    expect(streamsBytes(policy.metrics, [])).toBeLessThanOrEqual(maxStreamBytes);
    const more = policy.metrics.map((one) => (one.name === 'accuracy' ? one : { ...one, maxSegments: open[0]! + 1 }));
    expect(streamsBytes(more, [])).toBeGreaterThan(maxStreamBytes);
  });
});

describe('a policy whose state would outgrow a server', () => {
  test('is refused with what takes most of it, and what to lower', () => {
    expect(faultsOf({ model, metrics: { accuracy: { below: 0.9, maxSegments: 10_000 }, f1: {} } })).toEqual([
      expect.stringMatching(
        /^Expected the streams of all metrics to take at most 1 MiB of state, got up to [\d.]+ MiB; `metrics\.accuracy` takes [\d.]+ MiB of it, 10001 streams of 4 KiB, most of it the newest values; lower its `maxSegments` or `window`$/
      ),
    ]);
  });

  test.each<[string, Metrics[string]]>([
    ['most of it the newest values; lower its `maxSegments` or `window`', { window: 5_000, maxSegments: 20 }],
    [
      'most of it the open window for late observations; lower its `maxSegments` or `lateBuffer`',
      { allowedLateness: '1d', lateBuffer: 5_000, maxSegments: 10 },
    ],
    [
      'most of it the detector `kswin`; lower its `maxSegments` or window',
      { detectors: [{ type: 'kswin', statSize: 2_000 }], maxSegments: 20 },
    ],
  ])('says: %s', (part, metric) => {
    expect(faultsOf({ model, metrics: { accuracy: metric } }).join()).toContain(part);
  });

  test('is refused without segments too', () => {
    const detectors = Array.from({ length: 20 }, (_, i) => ({ type: 'kswin', statSize: 2_000, id: `k${i}` }));
    expect(faultsOf({ model, metrics: { accuracy: { detectors } } }).join()).toContain('1 streams of');
  });
});
