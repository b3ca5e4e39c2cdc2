import { expect, test } from 'vitest';
import {
  averageMetrics,
  driftEventMetrics,
  decayMetrics,
  defaultMetrics,
  limitMetrics,
  patienceMetrics,
} from '../../../src/config/complete/presets.ts';
import { loadMonitor } from '../../../src/config/file/load-monitor.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';

function policiesOf(metrics: MonitorFile['metrics']): MetricPolicy[] {
  return parseMonitor({ model: 'shop:ranker', metrics }).policy.metrics;
}

function detectorsOf(metrics: MonitorFile['metrics']): unknown[] {
  return policiesOf(metrics).flatMap(({ name, detectors }) =>
    detectors.map(({ type, options }) => [name, type, options])
  );
}

test('limits are 0.90, 200 ms and 0.10, looked at in that order', { tags: ['m21.2'] }, () => {
  expect(detectorsOf(limitMetrics())).toEqual([
    ['accuracy', 'limit', { below: 0.9 }],
    ['latencyMs', 'limit', { above: 200 }],
    ['driftScore', 'limit', { above: 0.1 }],
  ]);
});

test('a decay of 0.05 within 50 samples is found', { tags: ['m16.3'] }, () => {
  expect(detectorsOf(decayMetrics())).toEqual([
    ['accuracy', 'window-decay', { sampleWindow: 50, threshold: 0.05, mode: 'fall' }],
  ]);
});

test('a threshold and a patience are all that the concept-drift strategy needs', { tags: ['m32.3'] }, () => {
  expect(detectorsOf(patienceMetrics({ accuracyThreshold: 0.8, patience: 5 }))).toEqual([
    ['accuracy', 'patience', { patience: 5, below: 0.8 }],
  ]);
});

test(
  'averages of the seeds judge from the first value on; those that nobody asked for wait',
  { tags: ['m41.8'] },
  () => {
    expect(detectorsOf(averageMetrics())).toEqual([
      ['accuracy', 'ewma-limit', { alpha: 0.2, below: 0.92, minSamples: 1 }],
      ['f1', 'ewma-limit', { alpha: 0.2, below: 0.9, minSamples: 1 }],
    ]);
    expect(detectorsOf(defaultMetrics())).toEqual([
      ['accuracy', 'ewma-limit', { alpha: 0.2, below: 0.92, minSamples: 5 }],
      ['f1', 'ewma-limit', { alpha: 0.2, below: 0.9, minSamples: 5 }],
    ]);
  }
);

test.each([
  ['limits', limitMetrics()],
  ['adaptive', defaultMetrics()],
  ['decay', decayMetrics()],
  ['drift-events', driftEventMetrics()],
  ['scheduled', patienceMetrics()],
])('the example %s.monitor.yaml says the same as its preset', async (name, metrics) => {
  const { policy } = await loadMonitor(`examples/${name}.monitor.yaml`);
  expect(policy.metrics).toEqual(policiesOf(metrics));
});

test('their cool-downs are an hour and half an hour', { tags: ['m21.3', 'm23.4'] }, async () => {
  expect((await loadMonitor('examples/limits.monitor.yaml')).policy.holds.cooldownMs).toBe(3_600_000);
  expect((await loadMonitor('examples/drift-events.monitor.yaml')).policy.holds.cooldownMs).toBe(1_800_000);
});
