import { describe, expect, test } from 'vitest';
import { defineMonitor } from '../../src/config/schema/monitor-schema.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';

const model = 'shop:ranker';

describe('the shortest monitor', () => {
  test('watches accuracy at 0.92 and F1 at 0.90, with every default filled in', { tags: ['m41.8'] }, () => {
    expect(parseMonitor({ model })).toEqual({
      config: {
        model,
        tenant: null,
        streams: [],
        retrain: {
          trainer: {
            name: 'in-process',
            options: {},
            timeoutMs: 21_600_000,
            heartbeatTimeoutMs: 60_000,
            retries: 3,
            retryIntervalMs: 30_000,
          },
          hyperparameters: {},
          tuning: { tuner: null, space: {}, trials: 0, parallel: 1, metric: 'accuracy', goal: 'maximize', seed: 0 },
          data: { softSamples: 10_000, fullSamples: null, holdoutSamples: 1_000 },
          gate: {
            minSamples: 30,
            floors: [],
            gains: [{ metric: 'accuracy', goal: 'maximize', minGain: 0.005, ifReported: true }],
            maxSliceLoss: 0.02,
            significance: 0.03,
          },
          promotion: 'challenger',
          approval: { timeoutMs: 259_200_000, reminderMs: 86_400_000, onTimeout: 'reject' },
          shadow: { samples: 200, timeoutMs: 604_800_000, significance: 0.05, maxLoss: 0.01, metrics: null },
          probation: { samples: 100, timeoutMs: 86_400_000, significance: 0.05, maxLoss: 0.01, metrics: null },
          versioning: 'strategy',
          timeoutMs: 86_400_000,
        },
      },
      policy: {
        metrics: [
          {
            name: 'accuracy',
            direction: 'higher-is-better',
            drift: 'conceptDrift',
            detectors: [
              {
                id: 'ewma-limit',
                type: 'ewma-limit',
                options: { alpha: 0.2, below: 0.92, minSamples: 5 },
                severity: 'soft',
              },
            ],
            window: 50,
            alpha: 0.2,
            noDataAfterMs: null,
            maxSegments: 50,
            settledRows: true,
            rowVariance: true,
          },
          {
            name: 'f1',
            direction: 'higher-is-better',
            drift: 'conceptDrift',
            detectors: [
              {
                id: 'ewma-limit',
                type: 'ewma-limit',
                options: { alpha: 0.2, below: 0.9, minSamples: 5 },
                severity: 'soft',
              },
            ],
            window: 50,
            alpha: 0.2,
            noDataAfterMs: null,
            maxSegments: 50,
            settledRows: true,
            rowVariance: true,
          },
        ],
        rules: [],
        schedules: [],
        holds: { cooldownMs: 86_400_000, quietHours: [], freezes: [], budget: null, breakerAfter: 3, backoff: 2 },
        repeatAlertsMs: 900_000,
        ledgerSize: 100,
      },
    });
  });

  test('is the same when every default is written out', () => {
    const written = defineMonitor({
      model,
      tenant: null,
      streams: [],
      metrics: {
        accuracy: { detectors: [{ id: 'ewma-limit', type: 'ewma-limit', alpha: 0.2, below: 0.92, severity: 'soft' }] },
        f1: { direction: 'higher-is-better', detectors: [{ type: 'ewma-limit', below: 0.9 }], window: 50 },
      },
      rules: [],
      cooldown: '24h',
      budget: null,
      retrain: { tuning: { tuner: null, space: {}, trials: 0 }, timeout: '24h' },
    });
    expect(parseMonitor(written)).toEqual(parseMonitor({ model }));
  });
});

describe('a metric', () => {
  test('takes `below` and `above` for limits, in one detector before the listed ones', () => {
    const [metric] = parseMonitor({
      model,
      metrics: {
        bias: { direction: 'two-sided', below: -1, above: 1, detectors: [{ type: 'limit', above: 2 }, 'adwin'] },
      },
    }).policy.metrics;
    expect(metric?.detectors.map(({ id, type }) => [id, type])).toEqual([
      ['limit', 'limit'],
      ['limit-2', 'limit'],
      ['adwin', 'adwin'],
    ]);
    expect(metric?.detectors[0]?.options).toEqual({ below: -1, above: 1 });
  });

  test('numbers the detectors that have no id around the ids that are given', () => {
    const detectors = [
      { type: 'limit', below: 0.9 },
      { type: 'limit', below: 0.8, id: 'limit-2' },
      { type: 'limit', below: 0.7 },
    ];
    const [metric] = parseMonitor({ model, metrics: { accuracy: { detectors } } }).policy.metrics;
    expect(metric?.detectors.map(({ id }) => id)).toEqual(['limit', 'limit-2', 'limit-3']);
  });

  test(
    'asks for a full retrain on data drift, for a soft one on concept drift and performance drop',
    { tags: ['m23.3'] },
    () => {
      const metrics = { pValue: { below: 0.05 }, klDivergence: { above: 0.1 }, mapChange: { below: -0.05 } };
      const { policy } = parseMonitor({ model, metrics });
      expect(policy.metrics.map(({ drift, detectors }) => [drift, detectors[0]?.severity])).toEqual([
        ['dataDrift', 'full'],
        ['conceptDrift', 'soft'],
        ['performanceDrop', 'soft'],
      ]);
    }
  );

  test('gives its severity to its detectors, unless one has its own', () => {
    const detectors = [
      { type: 'limit', below: 0.9 },
      { type: 'limit', below: 0.5, severity: 'full' as const },
    ];
    const { policy } = parseMonitor({ model, metrics: { accuracy: { severity: 'none', detectors } } });
    expect(policy.metrics[0]?.detectors.map(({ severity }) => severity)).toEqual(['none', 'full']);
  });

  test('takes defaults of detectors by the direction of the metric', () => {
    const decay = { detectors: ['window-decay'] };
    const { policy } = parseMonitor({ model, metrics: { accuracy: decay, latencyMs: decay } });
    expect(policy.metrics.map(({ detectors }) => detectors[0]?.options['mode'])).toEqual(['fall', 'rise']);
  });

  test('has no detector when the list is empty: it is only watched', () => {
    const { policy } = parseMonitor({ model, metrics: { accuracy: { detectors: [] } } });
    expect(policy.metrics[0]?.detectors).toEqual([]);
  });

  test('has the default detection, on the side that is bad, when it names no detector', () => {
    const { policy } = parseMonitor({ model, metrics: { accuracy: {}, latencyMs: {}, auc: { below: 0.8 } } });
    const named = policy.metrics.map(({ detectors }) => detectors.map(({ type, options }) => [type, options.mode]));
    expect(named).toEqual([[['level-shift', 'down']], [['level-shift', 'up']], [['limit', undefined]]]);
  });
});

describe('rules, schedules and holds', () => {
  test('of every form become "at least so many of these"', () => {
    const { policy } = parseMonitor({
      model,
      rules: [
        { id: 'any', any: ['accuracy', 'f1'] },
        { id: 'all', all: ['accuracy', { metric: 'f1', segment: 'eu', level: 'warning' }], severity: 'full' },
        { id: 'some', atLeast: 1, of: ['f1:ewma-limit'] },
      ],
    });
    expect(policy.rules).toEqual([
      {
        id: 'any',
        severity: 'soft',
        atLeast: 1,
        of: [
          { metric: 'accuracy', level: 'drift' },
          { metric: 'f1', level: 'drift' },
        ],
      },
      {
        id: 'all',
        severity: 'full',
        atLeast: 2,
        of: [
          { metric: 'accuracy', level: 'drift' },
          { metric: 'f1', segment: 'eu', level: 'warning' },
        ],
      },
      { id: 'some', severity: 'soft', atLeast: 1, of: [{ metric: 'f1', detector: 'ewma-limit', level: 'drift' }] },
    ]);
  });

  test('run by hours from an anchor or by the calendar of a time zone', { tags: ['m32.2'] }, () => {
    const schedules = [
      { every: '24h', anchor: '2026-01-01' },
      { cron: '0 3 * * 1', timeZone: 'Europe/Berlin', severity: 'soft' as const },
      { id: 'often', every: '1000ms' },
      { every: '7d' },
    ];
    expect(parseMonitor({ model, schedules }).policy.schedules).toEqual([
      { id: 'every', everyMs: 86_400_000, anchor: Date.UTC(2026, 0, 1), severity: 'full' },
      { id: 'cron', cron: '0 3 * * 1', timeZone: 'Europe/Berlin', severity: 'soft' },
      { id: 'often', everyMs: 1_000, severity: 'full' },
      { id: 'every-2', everyMs: 604_800_000, severity: 'full' },
    ]);
  });

  test('are minutes of the day, numbers of weekdays and points in time', () => {
    const { holds } = parseMonitor({
      model,
      cooldown: 0,
      quietHours: [
        { from: '22:00', to: '06:00', days: ['sat', 'mon', 'sat'], timeZone: 'Europe/Berlin' },
        { from: '00:00', to: '24:00', days: ['sun'] },
      ],
      freezes: [{ from: '2026-12-20', to: '2027-01-04T08:00:00+01:00', note: 'trade' }],
      budget: { max: 3, per: '7d' },
    }).policy;
    expect(holds).toEqual({
      cooldownMs: 0,
      quietHours: [
        { from: 1_320, to: 360, days: [1, 6], timeZone: 'Europe/Berlin' },
        { from: 0, to: 0, days: [0], timeZone: 'UTC' },
      ],
      freezes: [{ from: Date.UTC(2026, 11, 20), to: Date.UTC(2027, 0, 4, 7), note: 'trade' }],
      budget: { max: 3, perMs: 604_800_000 },
      breakerAfter: 3,
      backoff: 2,
    });
  });
});
