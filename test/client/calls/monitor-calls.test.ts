import { describe, expect, it } from 'vitest';
import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { MonitorCalls } from '../../../src/client/calls/monitor-calls.ts';

type Sent = { until: number };

/** A client whose monitor answers queries, and updates as it is told. */
function clientOf(update: (asked: Sent) => Promise<unknown>): Client {
  const handle = {
    query: () => Promise.resolve({}),
    executeUpdate: (_: string, { args: [asked] }: { args: [Sent] }) => update(asked),
  };
  return {
    workflow: { getHandle: () => handle },
    withDeadline: (_: number, call: () => unknown) => call(),
    withAbortSignal: (_: AbortSignal, call: () => unknown) => call(),
  } as unknown as Client;
}

const late = (now: number): WorkflowUpdateFailedError =>
  new WorkflowUpdateFailedError(
    'refused',
    ApplicationFailure.nonRetryable('came too late', 'CommandRejectedError', 'too-late', now)
  );

const hourMs = 3_600_000;

describe('a command', () => {
  it('carries the time that its sender waits for it', async () => {
    const sent: Sent[] = [];
    const client = clientOf((asked) => {
      sent.push(asked);
      return Promise.resolve({ view: 'done' });
    });
    const before = Date.now();
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 });
    expect(await calls.command('pause', { actor: 'ada' })).toBe('done');
    expect(sent).toMatchObject([{ actor: 'ada' }]);
    expect(sent[0]?.until).toBeGreaterThan(before);
    expect(sent[0]?.until).toBeLessThan(Date.now() + 30_000);
  });

  it('of a sender whose clock is behind is sent again by the clock of the monitor', async () => {
    const sent: Sent[] = [];
    const client = clientOf((asked) => {
      sent.push(asked);
      const theirs = Date.now() + hourMs;
      return asked.until < theirs ? Promise.reject(late(theirs)) : Promise.resolve({ view: 'done' });
    });
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 });
    expect(await calls.command('pause', { actor: 'ada' })).toBe('done');
    expect(sent).toHaveLength(2);
    expect(await calls.command('resume', { actor: 'ada' })).toBe('done');
    expect(sent).toHaveLength(3);
  });

  it('that is too late by any clock is refused with its code, and not sent for ever', async () => {
    let sent = 0;
    const client = clientOf(() => {
      sent += 1;
      return Promise.reject(late(Date.now() + hourMs * sent));
    });
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 });
    await expect(calls.command('pause', { actor: 'ada' })).rejects.toThrow(
      expect.objectContaining({ name: 'CommandRejectedError', code: 'too-late' })
    );
    expect(sent).toBe(2);
  });
});
