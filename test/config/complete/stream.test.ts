import { describe, expect, test } from 'vitest';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';

const model = 'shop:ranker';
type MetricFile = NonNullable<MonitorFile['metrics']>[string];
const metric = (file: MetricFile, more: Partial<MonitorFile> = {}) =>
  parseMonitor({ model, metrics: { accuracy: file }, ...more }).policy.metrics[0]!;

describe('what happens to observations before they are judged', () => {
  test('is nothing unless it is asked for', () => {
    const complete = metric({ below: 0.9 });
    for (const field of ['exclude', 'season', 'lateness']) expect(complete).not.toHaveProperty(field);
  });

  test('is completed with its defaults', () => {
    expect(
      metric({
        detectors: ['z-vote', { type: 'limit', below: 0.9 }, { type: 'ewma', seasonal: false }],
        seasonality: 'hour-of-week',
        allowedLateness: '2h',
      })
    ).toMatchObject({
      season: { by: 'hour-of-week', timeZone: 'UTC' },
      lateness: { allowedMs: 7_200_000, buffer: 100 },
      detectors: [{ type: 'z-vote', seasonal: true }, { type: 'limit' }, { type: 'ewma' }],
    });
  });

  test('a detector sees the residual unless it has a fixed bound or reads bits', () => {
    const seasonal = metric({
      seasonality: { by: 'hour-of-day', timeZone: 'Europe/Berlin' },
      detectors: [
        'cusum',
        'adwin',
        'ddm',
        { type: 'ewma-limit', below: 0.9 },
        { type: 'limit', below: -0.1, seasonal: true },
      ],
    }).detectors.filter((detector) => detector.seasonal);
    expect(seasonal.map(({ type }) => type)).toEqual(['cusum', 'adwin', 'limit']);
  });

  test('times excluded everywhere stand before those of the metric', () => {
    const exclude = { spans: [{ from: '2026-12-24', to: '2026-12-27', note: 'holidays' }] };
    const own = { weekly: [{ from: '01:00', to: '02:00', timeZone: 'Europe/Berlin' }], spans: [{ from: 0, to: 1 }] };
    expect(metric({ below: 0.9, exclude: own }, { exclude }).exclude).toEqual({
      spans: [
        { from: Date.UTC(2026, 11, 24), to: Date.UTC(2026, 11, 27), note: 'holidays' },
        { from: 0, to: 1, note: '' },
      ],
      weekly: [{ from: 60, to: 120, days: [], timeZone: 'Europe/Berlin' }],
    });
  });

  test('patience with its two numbers is the wait of any detector, a plain number the option of `patience`', () => {
    const complete = metric({
      detectors: [
        { type: 'ewma', patience: { of: 5, atLeast: 3 } },
        { type: 'patience', below: 0.9, patience: 4 },
      ],
    });
    expect(complete.detectors[0]).toMatchObject({ patience: { of: 5, atLeast: 3 } });
    expect(complete.detectors[1]).not.toHaveProperty('patience');
    expect(complete.detectors[1]?.options).toMatchObject({ patience: 4 });
  });
});
