import { describe, expect, it, vi } from 'vitest';
import { ServiceError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { translate } from '../../../src/client/failures.ts';
import { MonitorCalls } from '../../../src/client/calls/monitor-calls.ts';

type Sent = { until: number };
type Update = { args: [Sent]; updateId?: string };

/** A client whose monitor answers queries, and updates as it is told. */
function clientOf(update: (asked: Sent, updateId: string | undefined) => Promise<unknown>): Client {
  const handle = {
    query: () => Promise.resolve({}),
    describe: () => Promise.resolve({ taskQueue: 'gpu', raw: {} }),
    executeUpdate: (_: string, { args: [asked], updateId }: Update) => update(asked, updateId),
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

/** What a server answers whose worker has failed the task that brought the update. */
const taskFailed = (): Error =>
  new ServiceError('Workflow Update failed', {
    cause: Object.assign(new Error('9 FAILED_PRECONDITION'), {
      code: 9,
      details: 'Unable to perform workflow execution update due to unexpected workflow task failure.',
      metadata: {},
    }),
  });

/** What a server answers that has ten commands of the workflow under way. */
const crowded = (): Error =>
  new ServiceError('Workflow Update failed', {
    cause: Object.assign(new Error('8 RESOURCE_EXHAUSTED'), {
      code: 8,
      details: 'limit on number of concurrent in-flight updates has been reached (10)',
      metadata: {},
    }),
  });

/** What a server answers for an update that its worker was given and did not take. */
const unprocessed = (): Error =>
  new WorkflowUpdateFailedError(
    'Workflow Update failed',
    ApplicationFailure.nonRetryable(
      "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is not supported by the worker.",
      'UnprocessedUpdate'
    )
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

  it('is not sent for somebody who has left while a worker was looked for', async () => {
    const sent: Sent[] = [];
    const client = clientOf((asked) => Promise.resolve({ view: sent.push(asked) }));
    const leaving = new AbortController();
    const options = { client, model: 'shop:ranker', answerTimeoutMs: 30_000, signal: leaving.signal };
    const look = (): Promise<void> => Promise.resolve(leaving.abort());
    await expect(new MonitorCalls(options).command('pause', { actor: 'ada' }, look)).rejects.toMatchObject({
      code: 'too-late',
      message: 'The command `pause` of `shop:ranker` was not sent: whoever asked for it waits no more',
    });
    // As people know it.
    await expect(new MonitorCalls(options).command('forgetSegment', { actor: 'ada' }, look)).rejects.toThrow(
      'The command `forget-segment` of'
    );
    expect(sent).toEqual([]);
  });

  it('is not sent again for somebody who has left meanwhile', async () => {
    let sent = 0;
    const leaving = new AbortController();
    const client = clientOf(() => {
      sent += 1;
      leaving.abort();
      return Promise.reject(crowded());
    });
    const options = { client, model: 'shop:ranker', answerTimeoutMs: 30_000, signal: leaving.signal };
    await expect(new MonitorCalls(options).command('pause', { actor: 'ada' })).rejects.toMatchObject({
      code: 'too-late',
    });
    expect(sent).toBe(1);
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

  it('that is refused as too late when half of its time is over is not sent again by another clock', async () => {
    let sent = 0;
    // The refusal comes when so much of the time is over that the next would come too late for whoever waits.
    const client = clientOf(async () => {
      sent += 1;
      vi.setSystemTime(Date.now() + 16_000);
      throw late(Date.now() + hourMs);
    });
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 });
      await expect(calls.command('pause', { actor: 'ada' })).rejects.toMatchObject({ code: 'too-late' });
    } finally {
      vi.useRealTimers();
    }
    expect(sent).toBe(1);
  });

  it.each([
    ['the task that brought it has failed', taskFailed],
    ['the server has too many others under way', crowded],
    ['the worker that was given it is gone, and the server has given it up', unprocessed],
  ])('is sent again under the same id when %s, and the answer is that of one', async (_, fault) => {
    const sent: [Sent, string | undefined][] = [];
    const client = clientOf((asked, updateId) => {
      sent.push([asked, updateId]);
      return sent.length < 4 ? Promise.reject(fault()) : Promise.resolve({ view: 'approved' });
    });
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 });
    expect(await calls.command('approve', { actor: 'ada' })).toBe('approved');
    expect(sent).toHaveLength(4);
    expect(sent[0]![1]).toEqual(expect.any(String));
    expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(1);
    await calls.command('pause', { actor: 'ada' });
    expect(sent[4]![1]).not.toBe(sent[0]![1]);
  });

  it('that is sent again by another clock is another one', async () => {
    const ids = new Set<string | undefined>();
    const client = clientOf((asked, updateId) => {
      ids.add(updateId);
      const theirs = Date.now() + hourMs;
      return asked.until < theirs ? Promise.reject(late(theirs)) : Promise.resolve({ view: 'done' });
    });
    await new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 }).command('pause', {});
    expect(ids.size).toBe(2);
  });

  it('whose tasks fail all the time is given up in its time, with where to look', async () => {
    const client = clientOf(() => Promise.reject(taskFailed()));
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 300 });
    await expect(calls.command('approve', { actor: 'ada' })).rejects.toThrow(
      /^The command `approve` of `shop:ranker` failed: .*task failure\.; its worker fails .*output of the worker/
    );
  });

  it('that no worker processes is none that the monitor refused: nobody answers it, and it is not carried out later', async () => {
    let pollers: object[] = [{ identity: 'w', lastAccessTime: { seconds: Date.now() / 1_000 } }];
    const client = Object.assign(
      clientOf(() => {
        pollers = [];
        return Promise.reject(unprocessed());
      }),
      {
        options: { namespace: 'default' },
        workflowService: { describeTaskQueue: () => Promise.resolve({ pollers }) },
      }
    );
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 300 });
    await expect(calls.command('approve', { actor: 'ada' })).rejects.toMatchObject({
      name: 'NoWorkerError',
      message: expect.stringMatching(
        /^The command `approve` of `shop:ranker` was not answered: no worker polls .*\. The command `approve` is not carried out later$/
      ) as string,
    });
  });

  it.each([
    ['UnprocessedUpdate', /^Approving of `shop:ranker` failed: no worker has processed it; .*not carried out later/],
    [
      'AcceptedUpdateCompletedWorkflow',
      /^Approving of `shop:ranker` was accepted, and the monitor ended before it answered: .*monitor explain shop:ranker/,
    ],
  ])('that the server gives up on is no refusal: %s', (type, text) => {
    const cause = ApplicationFailure.nonRetryable('Workflow Update failed because', type);
    const error = translate('shop:ranker', 'Approving', new WorkflowUpdateFailedError('failed', cause));
    expect(error).toMatchObject({ name: 'ServerUnavailableError', message: expect.stringMatching(text) as string });
  });

  it('that the server has no room for all the time is given up in its time, with what to do', async () => {
    const client = clientOf(() => Promise.reject(crowded()));
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 300 });
    await expect(calls.command('approve', { actor: 'ada' })).rejects.toThrow(
      'failed: limit on number of concurrent in-flight updates has been reached (10); more was asked for at once than the server takes: ask again in a moment'
    );
  });

  it.each([
    [
      'grpc: received message larger than max (5243000 vs. 4194304)',
      'the request is 5,243,000 bytes large, at most 4,194,304 bytes pass: send less at once',
    ],
    [
      'Attempted to send message with a size larger than 4194304',
      'the request is too large, at most 4,194,304 bytes pass: send less at once',
    ],
    [
      'Received message larger than max (5243000 vs 4194304)',
      'the answer is 5,243,000 bytes large, at most 4,194,304 bytes pass: ask for less at once',
    ],
    [
      'Received message that decompresses to a size larger than 4194304',
      'the answer is too large, at most 4,194,304 bytes pass: ask for less at once',
    ],
  ])('whose message is too large is refused at once, though its code is that of a crowd: %s', async (details, text) => {
    let sent = 0;
    const client = clientOf(() => {
      sent += 1;
      return Promise.reject(Object.assign(new Error(`8 ${details}`), { code: 8, details, metadata: {} }));
    });
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 });
    const refused = calls.command('policy', { actor: 'ada' });
    await expect(refused).rejects.toThrow(`failed: ${text}; the same would be refused again`);
    await expect(refused).rejects.toHaveProperty('name', 'ConfigurationError');
    expect(sent).toBe(1);
  });

  it('is not sent again when the server refuses it otherwise', async () => {
    let sent = 0;
    const gone = Object.assign(new Error('9 FAILED_PRECONDITION'), { code: 9, details: 'no', metadata: {} });
    const client = clientOf(() => {
      sent += 1;
      return Promise.reject(gone);
    });
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 });
    await expect(calls.command('approve', { actor: 'ada' })).rejects.toThrow('failed: no;');
    expect(sent).toBe(1);
  });
});
