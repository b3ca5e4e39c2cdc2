import { describe, expect, it } from 'vitest';
import { diffMonitors } from '../../../src/config/diff-monitors.ts';
import { faultsOf } from '../faults/faults-of.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { usualDirection, usualMetrics } from '../../../src/terms/usual-direction.ts';

const model = 'shop:ranker';
const metricOf = (name: string, metric: object = {}): ReturnType<typeof parseMonitor>['policy']['metrics'][number] =>
  parseMonitor({ model, metrics: { [name]: metric } }).policy.metrics[0]!;

describe('which way of a metric is good', () => {
  it.each([
    ['mape', 'lower-is-better'],
    ['sMAPE', 'lower-is-better'],
    ['psi', 'lower-is-better'],
    ['kl_divergence', 'lower-is-better'],
    ['log_loss', 'lower-is-better'],
    ['latencyP95', 'lower-is-better'],
    ['p99_latency_ms', 'lower-is-better'],
    ['latency.mean', 'lower-is-better'],
    ['r2', 'higher-is-better'],
    ['mAP', 'higher-is-better'],
    ['mAP50-95', 'higher-is-better'],
    ['roc_auc', 'higher-is-better'],
    ['ndcg_at_10', 'higher-is-better'],
    ['top5_accuracy', 'higher-is-better'],
  ])('is known of %s without being said: %s', (name, direction) => {
    expect(metricOf(name).direction).toBe(direction);
    const tuning = { tuner: 'random', trials: 2, metric: name, space: { depth: { type: 'int', low: 1, high: 3 } } };
    const { config } = parseMonitor({ model, retrain: { tuning } });
    expect(config.retrain.tuning?.goal).toBe(direction === 'lower-is-better' ? 'minimize' : 'maximize');
  });

  it('is as it was said before it was known, whatever that is, and the monitor that runs so is not changed', () => {
    for (const name of [...Object.values(usualMetrics).flat(), 'log_loss'])
      for (const direction of ['two-sided', 'higher-is-better', 'lower-is-better'])
        expect(metricOf(name, { direction }).direction).toBe(direction);
    const running = parseMonitor({ model, metrics: { psi: { above: 0.2, direction: 'lower-is-better' } } });
    expect(diffMonitors(running, parseMonitor({ model, metrics: { psi: { above: 0.2 } } }))).toEqual([]);
    const other = parseMonitor({ model, metrics: { psi: { above: 0.2, direction: 'two-sided' } } });
    const changed = diffMonitors(other, parseMonitor({ model, metrics: { psi: { above: 0.2 } } }));
    expect(changed.map(({ field }) => field)).toContain('metrics.psi.direction');
  });

  it('is all that is known of them: drift, severity and limits are as of any other name', () => {
    const given = { direction: 'lower-is-better', above: 0.2 };
    for (const name of usualMetrics['lower-is-better'])
      expect(metricOf(name, { above: 0.2 })).toEqual({ ...metricOf('ours', given), name });
  });

  it.each(['ks', 'gini', 'lift', 'bias', 'coverage', 'neg_mean_squared_error', 'clickRate', 'p_value', 'drift_score'])(
    'is asked for of %s, which says several things or more than that',
    (name) => {
      expect(usualDirection(name)).toBeUndefined();
      expect(faultsOf({ model, metrics: { [name]: {} } })).toEqual([
        expect.stringContaining('got nothing; say which way is good'),
      ]);
    }
  );

  it.each([
    ['mad', undefined],
    ['f2', undefined],
    ['recallGap', undefined],
    ['accuracyByHand', undefined],
    ['rsme', 'rmse'],
    ['precison', 'precision'],
    ['p_value', 'pValue'],
    ['acc', 'accuracy'],
  ])('suggests for %s what it may be a slip of, and no other metric: %s', (name, near) => {
    const [fault = ''] = faultsOf({ model, metrics: { [name]: {} } });
    expect(/did you mean the metric `(\w+)`/.exec(fault)?.[1]).toBe(near);
  });
});
