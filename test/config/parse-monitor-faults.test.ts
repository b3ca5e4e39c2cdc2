import { describe, expect, test } from 'vitest';
import { faultsOf } from './faults/faults-of.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';

const model = 'shop:ranker';

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
    expect(gate.gains).toEqual([{ metric: 'rmse', goal: 'minimize', minGain: 0, ifReported: true }]);
    const named = { gate: { gains: [{ metric: 'rmse' }] } };
    expect(parseMonitor({ model, metrics, retrain: named }).config.retrain.gate.gains).toMatchObject([
      { metric: 'rmse', ifReported: false },
    ]);
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
