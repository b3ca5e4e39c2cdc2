import { expect, test } from 'vitest';
import { adviceOn } from '../../../src/config/advice.ts';
import { defaultMonitor } from '../../../src/config/complete/default-monitor.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';

const data = { csv: 'clicks.csv', time: 'at', label: 'clicked' };

test('a model and its rows make a monitor of which nothing is left to say', { tags: ['m41.8'] }, () => {
  const monitor = parseMonitor(defaultMonitor({ model: 'shop:ranker', data }));
  expect(adviceOn(monitor)).toEqual([]);
  expect(monitor.policy.metrics.map(({ name, detectors }) => [name, detectors[0]?.options['below']])).toEqual([
    ['accuracy', 0.92],
    ['f1', 0.9],
  ]);
  expect(monitor.config.retrain).toMatchObject({
    trainer: { name: 'in-process', options: { data } },
    promotion: 'challenger',
  });
});

test('metrics and promotion may be others', () => {
  const { policy, config } = parseMonitor(
    defaultMonitor({ model: 'shop:ranker', data, metrics: { recall: { below: 0.5 } }, promotion: 'auto' })
  );
  expect(policy.metrics.map(({ name }) => name)).toEqual(['recall']);
  expect(config.retrain.promotion).toBe('auto');
});
