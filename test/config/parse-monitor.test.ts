import { describe, expect, test } from 'vitest';
import { defineMonitor } from '../../src/config/schema/monitor-schema.ts';
import { faultsOf } from './faults/faults-of.ts';
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
            gains: [{ metric: 'accuracy', goal: 'maximize', minGain: 0.005 }],
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
              { id: 'ewma-limit', type: 'ewma-limit', options: { alpha: 0.2, below: 0.92 }, severity: 'soft' },
            ],
            window: 50,
            alpha: 0.2,
            noDataAfterMs: null,
            maxSegments: 50,
          },
          {
            name: 'f1',
            direction: 'higher-is-better',
            drift: 'conceptDrift',
            detectors: [
              { id: 'ewma-limit', type: 'ewma-limit', options: { alpha: 0.2, below: 0.9 }, severity: 'soft' },
            ],
            window: 50,
            alpha: 0.2,
            noDataAfterMs: null,
            maxSegments: 50,
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
    expect(named).toEqual([[['change', 'down']], [['change', 'up']], [['limit', undefined]]]);
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

describe('the retrain', () => {
  test('searches the space it is given, 20 trials by default', { tags: ['m16.5'] }, () => {
    const space = {
      learningRate: { type: 'float', low: 1e-4, high: 1e-2, log: true },
      batchSize: { type: 'int', low: 16, high: 128 },
      epochs: { type: 'choice', values: [5, 10, 20] },
    };
    const { tuning } = parseMonitor({ model, retrain: { tuning: { space } } }).config.retrain;
    expect(tuning).toEqual({
      tuner: null,
      space,
      trials: 20,
      parallel: 1,
      metric: 'accuracy',
      goal: 'maximize',
      seed: 0,
    });
  });

  test('is judged by the metric that tells of quality, in its own direction', () => {
    const metrics = { latencyMs: { above: 200 }, rmse: { above: 3 } };
    const { tuning, gate } = parseMonitor({ model, metrics }).config.retrain;
    expect([tuning.metric, tuning.goal]).toEqual(['rmse', 'minimize']);
    expect(gate.gains).toEqual([{ metric: 'rmse', goal: 'minimize', minGain: 0 }]);
  });

  test("knows the worker's own tuners when it is told of them", () => {
    const file = { model, retrain: { tuning: { tuner: 'optuna' } } };
    expect(faultsOf(file)).toHaveLength(1);
    expect(parseMonitor(file, { tuners: ['optuna'] }).config.retrain.tuning.tuner).toBe('optuna');
  });

  test('gives up sooner when all of it has to end sooner', () => {
    const { trainer } = parseMonitor({ model, retrain: { timeout: '20s' } }).config.retrain;
    expect([trainer.timeoutMs, trainer.heartbeatTimeoutMs]).toEqual([20_000, 20_000]);
  });
});

describe('faults', () => {
  test('are told all at once, also when some of them are of form and some of meaning', () => {
    const monitor = {
      model: 'ranker',
      metrics: { latencyMs: { below: 3, alpha: 2 } },
      rules: [{ id: 'r', any: ['latency'], severty: 'full' }],
      schedules: [{ every: 'daily' }, { cron: 'x' }],
      retrain: { promotion: 'maybe', tuning: { tuner: 'none' } },
    };
    expect(() => parseMonitor(monitor)).toThrowErrorMatchingInlineSnapshot(`
      [ConfigurationError: Expected the monitor to be valid, found 8 faults:
        - Expected \`metrics.latencyMs.alpha\` to be a number above 0 and at most 1, got \`2\`; 0.2 weighs about the last 10 values
        - Expected \`rules[0].severty\` to be a known field, got \`full\`; did you mean \`severity\`?
        - Expected \`schedules[0].every\` to be a duration above 0, up to 36500d, such as \`90s\`, \`30m\`, \`24h\` or \`7d\`, got \`daily\`
        - Expected \`retrain.promotion\` to be challenger, auto or shadow, got \`maybe\`
        - Expected \`rules[0].any[0]\` to be a metric of this monitor, got \`latency\`; did you mean \`latencyMs\`?
        - \`schedules[1].cron\`: Expected five fields, minute to day of week, such as \`0 3 * * 1\`, got \`x\`: invalid configuration format ('x'), exactly five, six, or seven space separated parts are required
        - Expected \`retrain.tuning.tuner\` to be one of \`grid\`, \`random\`, \`tpe\` or \`external\`, got \`none\`
        - Expected a model id \`<project>:<name>\` or \`<project>:<name>:<semver>\`, got \`ranker\`]
    `);
  });

  test('of one field are told once, without their consequences', () => {
    expect(faultsOf({ model, schedules: [{ every: 'daily' }] })).toHaveLength(1);
    expect(faultsOf({ model, metrics: { clicks: { direction: 'up', below: 1 } } })).toHaveLength(1);
    expect(faultsOf({ model, retrain: { timeout: 'long', trainer: { timeout: '48h' } } })).toHaveLength(1);
    expect(
      faultsOf({ model, metrics: { f1: { detectors: [7] } }, rules: [{ id: 'r', any: ['f1:limit'] }] })
    ).toHaveLength(1);
  });

  test('are reported, not thrown about, for values that contain themselves', () => {
    const options: Record<string, unknown> = {};
    options['self'] = options;
    expect(faultsOf({ model, retrain: { trainer: { options } } })).toHaveLength(1);
  });
});

describe('alerts that last', () => {
  test.each([
    ['every quarter of an hour by default', {}, 900_000],
    ['as often as it is written', { repeatAlerts: '1h' }, 3_600_000],
    ['never where it is null', { repeatAlerts: null }, null],
  ])('are told again %s', (_, more, ms) => {
    expect(parseMonitor({ model, ...more }).policy.repeatAlertsMs).toBe(ms);
  });

  test('are not told again so often that they fill the history', () => {
    expect(faultsOf({ model, repeatAlerts: '10s' })).toEqual([
      'Expected `repeatAlerts` to be at least 1m, got `10s`; lengthen it, or write null for never',
    ]);
  });
});
