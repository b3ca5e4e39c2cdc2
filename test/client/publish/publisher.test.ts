import { model, recordAll, setUp, workflowId } from './set-up-publisher.ts';
import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { FakeSender, type Fate } from './fake-sender.ts';
import { keyNumber } from '../../../src/core/wire/keys.ts';
import { settled } from './manual-clock.ts';
import { Publisher } from '../../../src/client/publish/publisher.ts';

describe('a batch', () => {
  test('is sent without waiting as soon as it is full', async () => {
    const { publisher, sender } = setUp({ batchSize: 3 });
    recordAll(publisher, [1, 2, 3, 4]);
    await settled();
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2, 3]);
  });

  test('that is not full goes when its linger is over', async () => {
    const { publisher, sender, clock } = setUp({ batchSize: 3, lingerMs: 200 });
    recordAll(publisher, [1, 2]);
    await clock.pass(199);
    expect(sender.sends).toBe(0);
    await clock.pass(1);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2]);
  });

  test('left over by a full one goes when its own linger is over', async () => {
    const { publisher, sender, clock } = setUp({ batchSize: 3 });
    recordAll(publisher, [1, 2, 3, 4]);
    await clock.pass(200);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2, 3, 4]);
  });

  test('carries a series for each metric, segment and version, with times of its own', async () => {
    const { publisher, sender } = setUp();
    publisher.record(model, { accuracy: 0.9, latencyMs: 120 }, { at: 1_000 });
    publisher.record(model, { accuracy: 0.8 }, { at: new Date(3_000), segment: 'eu', version: '1.2.0' });
    publisher.record(model, { accuracy: 0.7 }, { at: 4_000.4 });
    await publisher.flush();
    const [batch] = sender.taken.get(workflowId) ?? [];
    expect(batch?.seq).toBe(1);
    expect(batch?.series).toEqual([
      { metric: 'accuracy', segment: '', version: null, t0: 1_000, dt: 3_000, values: [0.9, 0.7] },
      { metric: 'latencyMs', segment: '', version: null, t0: 1_000, dt: 0, values: [120] },
      { metric: 'accuracy', segment: 'eu', version: '1.2.0', t0: 3_000, dt: 0, values: [0.8] },
    ]);
  });

  test('carries keys where there are some', async () => {
    const { publisher, sender } = setUp();
    publisher.record(model, { accuracy: 0.9 }, { at: 1_000, key: 'orders/0/17' });
    publisher.record(model, { accuracy: 0.8, f1: 0.7 }, { at: 2_000 });
    await publisher.flush();
    const [batch] = sender.taken.get(workflowId) ?? [];
    expect(batch?.series.map(({ keys }) => keys)).toEqual([[keyNumber('orders/0/17'), null], undefined]);
  });

  test('of a source that keeps its name says which life of it sends', async () => {
    const sender = new FakeSender();
    for (const value of [1, 2]) {
      const publisher = new Publisher(sender, { source: 'billing' });
      publisher.record(model, { accuracy: value });
      await publisher.flush();
    }
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2]);
  });

  test('with thousands of long segments is split before it is too large for the server', async () => {
    const { publisher, sender } = setUp({ batchSize: 20_000, capacity: 20_000 });
    for (let i = 0; i < 5_000; i++) publisher.record(model, { m: i }, { segment: `${i}`.padStart(128, 'é') });
    await publisher.flush();
    const batches = sender.taken.get(workflowId) ?? [];
    expect(batches.length).toBeGreaterThan(2);
    expect(batches.every((batch) => Buffer.byteLength(JSON.stringify(batch)) < 2 * 1024 * 1024)).toBe(true);
    expect(sender.values(workflowId, 'm')).toHaveLength(5_000);
  });

  test('is never on its way beside another one of the same monitor', async () => {
    const { publisher, sender } = setUp({ batchSize: 1, capacity: 50 });
    recordAll(
      publisher,
      Array.from({ length: 50 }, (_, i) => i)
    );
    await publisher.flush();
    expect(sender.sends).toBe(50);
    expect(sender.mostAtOnce).toBe(1);
  });
});

describe('delivery', () => {
  test('reaches the monitor exactly once and in order, whatever is lost, doubled or late', async () => {
    const fate = fc.constantFrom<Fate>('ok', 'lost', 'doubtful', 'late', 'refused');
    const action = fc.oneof(
      { weight: 4, arbitrary: fc.record({ record: fc.integer({ min: 1, max: 9 }) }) },
      { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 40_000 }) }) },
      { weight: 1, arbitrary: fc.constant({ flush: true as const }) }
    );
    const options = fc.record({
      batchSize: fc.integer({ min: 1, max: 7 }),
      retryForMs: fc.constantFrom(0, 500, 60_000),
    });
    await fc.assert(
      fc.asyncProperty(
        options,
        fc.array(fate, { maxLength: 40 }),
        fc.array(action, { maxLength: 30 }),
        async (options, fates, actions) => {
          const { publisher, sender, clock } = setUp({ ...options, capacity: 10_000 }, fates);
          const accepted: number[] = [];
          for (const one of actions)
            if ('pass' in one) await clock.pass(one.pass);
            else if ('flush' in one) publisher.flush().catch(() => undefined);
            else
              for (let i = 0; i < one.record; i++) {
                publisher.record(model, { accuracy: accepted.length });
                accepted.push(accepted.length);
              }

          sender.fates = [];
          await clock.pass(120_000);
          expect(sender.values(workflowId, 'accuracy')).toEqual(accepted);
          expect(sender.mostAtOnce).toBeLessThanOrEqual(1);
          expect(publisher.pending()[model] ?? 0).toBe(0);
        }
      ),
      { numRuns: 300 }
    );
  });

  test('sends the same batch under the same number until it is confirmed, further and further apart', async () => {
    const { publisher, sender, clock } = setUp({}, ['doubtful', 'lost', 'doubtful']);
    recordAll(publisher, [1]);
    const flushed = publisher.flush();
    await settled();
    recordAll(publisher, [2]);
    expect(sender.sends).toBe(1);
    await clock.pass(100);
    expect(sender.sends).toBe(2);
    await clock.pass(199);
    expect(sender.sends).toBe(2);
    await clock.pass(401);
    await flushed;
    expect(sender.sends).toBe(4);
    expect(sender.taken.get(workflowId)).toHaveLength(1);
    await clock.pass(200);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2]);
  });

  test('that fails for the whole budget is reported once, kept, and tried again later', async () => {
    const { publisher, sender, clock, failures } = setUp({ retryForMs: 1_000 }, Array<Fate>(12).fill('lost'));
    recordAll(publisher, [1, 2]);
    await clock.pass(60_000);
    expect(failures).toMatchObject([{ model, observations: 2, error: { message: 'lost' } }]);
    await clock.pass(120_000);
    expect(failures).toHaveLength(1);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2]);
  });

  test('that is in vain is not retried at once', async () => {
    const { publisher, sender, clock, failures } = setUp({ stallMs: 30_000 }, ['refused']);
    recordAll(publisher, [1]);
    await expect(publisher.flush()).rejects.toThrow('refused');
    expect(failures).toHaveLength(1);
    await clock.pass(29_000);
    expect(sender.sends).toBe(1);
    await clock.pass(2_000);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1]);
  });

  test('goes on when the observer of failures throws', async () => {
    const onError = (): void => {
      throw new Error('observer');
    };
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    const { publisher, sender, clock } = setUp({ onError }, ['refused']);
    recordAll(publisher, [1]);
    await expect(publisher.flush()).rejects.toThrow('refused');
    expect((await warned).message).toContain('observer');
    await clock.pass(30_000);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1]);
  });

  test('to a failing monitor holds up neither the caller nor another monitor', { tags: ['m32.7'] }, async () => {
    const { publisher, sender } = setUp({ batchSize: 1 }, ['hangs']);
    publisher.record(model, { accuracy: 1 });
    publisher.record('shop:other', { accuracy: 2 });
    await publisher.flush('shop:other');
    expect(sender.values('monitor/shop:other', 'accuracy')).toEqual([2]);
    expect(publisher.pending()).toEqual({ [model]: 1, 'shop:other': 0 });
  });
});
