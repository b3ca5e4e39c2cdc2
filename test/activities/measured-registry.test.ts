import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { measuredRegistry } from '../../activities/measured-registry.ts';
import { RegistryError } from '../../src/terms/errors.ts';
import type { MetricMeter } from '@temporalio/common';
import type { ModelRegistry } from '../../src/registry/registry.ts';

it('tells how long every call of the registry took, and whether a retry can help', async () => {
  const told: unknown[] = [];
  const histogram = {
    record: (seconds: number, tags: object) =>
      told.push({ name: 'temporal_retrain_registry_seconds', seconds, ...tags }),
  };
  const metricMeter = { createHistogram: () => histogram } as unknown as MetricMeter;
  const registry = measuredRegistry({
    name: 'flaky',
    identity: () => Promise.resolve('id'),
    version: () => Promise.reject(new RegistryError('gone', { permanent: false })),
    aliased: () => Promise.reject(new RegistryError('never', { permanent: true })),
  } as unknown as ModelRegistry);
  expect(registry.name).toBe('flaky');
  await new MockActivityEnvironment({}, { metricMeter }).run(async () => {
    expect(await registry.identity()).toBe('id');
    await expect(registry.version('a:b', '1.0.0')).rejects.toThrow('gone');
    await expect(registry.aliased('a:b', 'champion')).rejects.toThrow('never');
  });
  const common = { name: 'temporal_retrain_registry_seconds', seconds: expect.any(Number) as number };
  expect(told).toMatchObject([
    { ...common, operation: 'identity', outcome: 'ok' },
    { ...common, operation: 'version', outcome: 'failed' },
    { ...common, operation: 'aliased', outcome: 'refused' },
  ]);
});
