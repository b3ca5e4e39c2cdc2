import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { publisherMetrics } from '../../../src/client/metrics/publisher-metrics.ts';
import { setUp } from '../publish/set-up-publisher.ts';
import type { Fate } from '../publish/fake-sender.ts';
import type { PublisherMetricsOptions } from '../../../src/client/metrics/show-publisher.ts';
import type { PublisherOptions } from '../../../src/client/publish/publisher-options.ts';

async function measured(options: PublisherOptions = {}, fates: Fate[] = [], how: PublisherMetricsOptions = {}) {
  const registry = new Registry();
  const under = setUp(options, fates);
  await publisherMetrics(under.publisher, registry, how);
  const value = async (name: string, labels: Record<string, string> = {}): Promise<number | undefined> => {
    const metric = await registry.getSingleMetric(`temporal_retrain_publisher_${name}`)?.get();
    const wanted = JSON.stringify(labels);
    return metric?.values.find((one) => JSON.stringify(one.labels) === wanted)?.value;
  };
  return { ...under, registry, value };
}

describe('the metrics of a publisher', () => {
  it('count what was accepted, delivered and refused, and keep their numbers between two looks', async () => {
    const { publisher, value } = await measured({ capacity: 3, batchSize: 2 });
    publisher.record('shop:ranker', { accuracy: 0.9, f1: 0.8 });
    publisher.record('shop:ranker', { accuracy: 0.9 });
    expect(() => publisher.record('shop:ranker', { accuracy: 0.9, f1: 0.8 })).toThrow(/full/);
    expect(() => publisher.record('shop:ranker', { accuracy: Number.NaN })).toThrow();
    await publisher.flush();
    for (let look = 0; look < 2; look++) {
      expect(await value('accepted_total')).toBe(3);
      expect(await value('delivered_total')).toBe(3);
      expect(await value('batches_total')).toBe(2);
      expect(await value('refused_total', { reason: 'back-pressure' })).toBe(1);
      expect(await value('refused_total', { reason: 'invalid' })).toBe(1);
      expect(await value('failed_total')).toBe(0);
    }
  });

  it('tell how much waits, for how long, and that deliveries fail', async () => {
    const { publisher, clock, value } = await measured({ retryForMs: 0 }, ['refused']);
    publisher.record('shop:ranker', { accuracy: 0.9 });
    await clock.pass(5_000);
    expect(await value('waiting', { model: 'shop:ranker' })).toBe(1);
    expect(await value('oldest_seconds')).toBe(5);
    expect(await value('stalled')).toBe(1);
    expect(await value('failed_total')).toBe(1);
    await clock.pass(60_000);
    expect(await value('waiting', { model: 'shop:ranker' })).toBe(0);
    expect(await value('stalled')).toBe(0);
  });

  it('name a bounded number of models, those with most waiting first', async () => {
    const { publisher, value, registry } = await measured({}, [], { maxModels: 2 });
    for (let model = 0; model < 20; model++)
      for (let n = 0; n <= model; n++) publisher.record(`shop:m${model}`, { accuracy: 0.9 });
    expect(await value('waiting', { model: 'shop:m19' })).toBe(20);
    expect(await value('waiting', { model: 'shop:m18' })).toBe(19);
    expect(await value('waiting', { model: 'others' })).toBe((18 * 19) / 2);
    expect((await registry.getSingleMetric('temporal_retrain_publisher_waiting')?.get())?.values).toHaveLength(3);
    await publisher.close({ timeoutMs: 0 });
  });
});
