import { model, recordAll, setUp, workflowId } from './set-up-publisher.ts';
import { describe, expect, test } from 'vitest';
import { type Fate } from './fake-sender.ts';

describe('flush', () => {
  test('waits for what was accepted before it, not for what comes after', async () => {
    const { publisher, sender } = setUp({ batchSize: 2 });
    recordAll(publisher, [1]);
    const flushed = publisher.flush();
    recordAll(publisher, [2]);
    await flushed;
    expect(sender.values(workflowId, 'accuracy')).toContain(1);
  });

  test('rejects with every reason when several monitors cannot be reached', async () => {
    const { publisher } = setUp({}, ['refused', 'refused']);
    publisher.record('a:a', { accuracy: 1 });
    publisher.record('b:b', { accuracy: 1 });
    await expect(publisher.flush()).rejects.toThrow(AggregateError);
  });

  test('has nothing to do for a monitor that nothing was recorded for', async () => {
    const { publisher, sender } = setUp();
    await publisher.flush('shop:unheard-of');
    expect(sender.sends).toBe(0);
  });

  test('keeps the process alive only while somebody waits', async () => {
    const { publisher, clock } = setUp({}, ['lost']);
    recordAll(publisher, [1]);
    expect(clock.waiting).toBe(0);
    const flushed = publisher.flush();
    expect(clock.waiting).toBe(1);
    await clock.pass(100);
    await flushed;
    expect(clock.waiting).toBe(0);
  });
});

describe('back-pressure', () => {
  test('the buffer holds 1024 observations and refuses the next one aloud', { tags: ['m41.5'] }, async () => {
    const { publisher, sender, clock } = setUp({}, ['hangs']);
    recordAll(
      publisher,
      Array.from({ length: 1_024 }, (_, i) => i)
    );
    expect(() => publisher.record(model, { accuracy: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[BackPressureError: The buffer for \`shop:ranker\` is full: 1024 of 1024 observations wait to be delivered; slow down, raise \`capacity\`, or use \`recordAsync\`]`
    );
    await clock.pass(1_000);
    expect(publisher.pending()).toEqual({ [model]: 1_024 });
    expect(sender.sends).toBe(1);
  });

  test('refuses values that were recorded together whole', () => {
    const { publisher } = setUp({ capacity: 3 });
    publisher.record(model, { a: 1, b: 2 });
    expect(() => publisher.record(model, { a: 1, b: 2 })).toThrow('is full: 2 of 3');
    publisher.record(model, { a: 3 });
    expect(publisher.pending()).toEqual({ [model]: 3 });
  });

  test('lets waiting callers in as room appears, first come first served', async () => {
    const { publisher, sender, clock } = setUp({ capacity: 2, batchSize: 2 }, ['lost']);
    recordAll(publisher, [1, 2]);
    const waits = [3, 4, 5].map((value) => publisher.recordAsync(model, { accuracy: value }));
    expect(() => publisher.record(model, { accuracy: 99 })).toThrow('is full');
    await clock.pass(1_000);
    await Promise.all(waits);
    await publisher.flush();
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2, 3, 4, 5]);
  });

  test('ends a wait when there is no room in time, and says what stands in the way', async () => {
    const { publisher, clock } = setUp({ capacity: 1, maxWaitMs: 500, retryForMs: 0 }, ['refused', 'refused']);
    recordAll(publisher, [1]);
    const waited = publisher.recordAsync(model, { accuracy: 2 });
    const refusal = expect(waited).rejects.toThrow('the last delivery failed: refused');
    await clock.pass(500);
    await refusal;
    expect(publisher.pending()).toEqual({ [model]: 1 });
  });

  test('refuses at once what could never fit', async () => {
    const { publisher } = setUp({ capacity: 1 });
    await expect(publisher.recordAsync(model, { a: 1, b: 2 })).rejects.toThrow('is full: 0 of 1');
  });
});

describe('close', () => {
  test('delivers what is under way and takes no more', { tags: ['m23.8'] }, async () => {
    const { publisher, sender, clock } = setUp({}, ['lost']);
    recordAll(publisher, [1, 2]);
    const closing = publisher.close();
    expect(() => publisher.record(model, { accuracy: 3 })).toThrow('has been closed');
    await clock.pass(1_000);
    expect(await closing).toEqual([]);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2]);
  });

  test(
    'hands back what cannot be delivered in time, in a form that can be sent later',
    { tags: ['m23.8'] },
    async () => {
      const { publisher, sender, clock } = setUp({ batchSize: 2, source: 'me' }, [
        'doubtful',
        ...Array<Fate>(50).fill('lost'),
      ]);
      recordAll(publisher, [1, 2, 3]);
      const closing = publisher.close({ timeoutMs: 5_000 });
      await clock.pass(5_000);
      const [rest] = await closing;
      expect(rest).toMatchObject({
        model,
        observations: 3,
        batches: [
          { source: 'me', seq: 1 },
          { source: 'me', seq: 2 },
        ],
      });
      const sends = sender.sends;
      await clock.pass(120_000);
      expect(sender.sends).toBe(sends);
      // What is handed back goes out no more: it is no delivery that is tried again later.
      expect(publisher.totals().failed).toBe(0);
      sender.fates = [];
      for (const batch of rest?.batches ?? []) await sender.send(workflowId, batch);
      expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2, 3]);
    }
  );

  test('refuses callers that still wait for room', async () => {
    const { publisher, clock } = setUp({ capacity: 1 }, ['hangs']);
    recordAll(publisher, [1]);
    const refusal = expect(publisher.recordAsync(model, { accuracy: 2 })).rejects.toThrow('has been closed');
    const closing = publisher.close({ timeoutMs: 100 });
    await refusal;
    await clock.pass(100);
    expect(await closing).toMatchObject([{ observations: 1 }]);
  });

  test('of a publisher with nothing to do ends at once', async () => {
    const { publisher, clock } = setUp();
    expect(await publisher.close()).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
