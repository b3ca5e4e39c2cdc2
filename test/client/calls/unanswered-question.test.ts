import { describe, expect, it, vi } from 'vitest';
import type { Client } from '@temporalio/client';
import { MonitorCalls } from '../../../src/client/calls/monitor-calls.ts';

describe('a question that nobody answers', () => {
  it('is told to lack a worker also by a server that is slow to say so', async () => {
    const unanswered = Object.assign(new Error('4 DEADLINE_EXCEEDED'), { code: 4, details: 'late', metadata: {} });
    const slow = Promise.reject.bind(Promise, unanswered);
    const client = {
      options: { namespace: 'default' },
      workflow: { getHandle: () => ({ query: slow, describe: () => Promise.resolve({ taskQueue: 'gpu' }) }) },
      workflowService: { describeTaskQueue: () => Promise.resolve({ pollers: [] }) },
      withDeadline: (until: number, call: () => unknown) => (until - Date.now() < 900 ? slow() : call()),
      withAbortSignal: (_: AbortSignal, call: () => unknown) => call(),
    } as unknown as Client;
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000 });
    await expect(calls.query('state')).rejects.toMatchObject({
      name: 'NoWorkerError',
      message: expect.stringContaining('no worker polls its task queue; start one with'),
    });
  });

  it('is told of while it waits, with what was asked and of which model', async () => {
    const pollers = [{ identity: 'w', lastAccessTime: { seconds: Date.now() / 1_000 - 30 } }];
    const told: string[] = [];
    let answer: (view: object) => void = () => undefined;
    const query = (): Promise<object> => new Promise((resolve) => (answer = resolve));
    const describe = (): Promise<object> => Promise.resolve({ taskQueue: 'gpu', raw: {} });
    const client = {
      options: { namespace: 'default' },
      workflow: { getHandle: () => ({ query, describe }) },
      workflowService: { describeTaskQueue: () => Promise.resolve({ pollers }) },
      withDeadline: (_: number, call: () => unknown) => call(),
      withAbortSignal: (_: AbortSignal, call: () => unknown) => call(),
    } as unknown as Client;
    const onWait = (text: string): void => {
      told.push(text);
      answer({});
    };
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000, onWait });
    await calls.query('state');
    expect(told).toEqual([
      expect.stringMatching(/^The question for the state of `shop:ranker` has no answer yet: a worker last polled/),
    ]);
  });

  it('is told of once of all that are asked in an outage, and again in the next one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    const told: string[] = [];
    let answers: ((view: object) => void)[] = [];
    const query = (): Promise<object> => new Promise((resolve) => answers.push(resolve));
    const describe = (): Promise<object> => Promise.resolve({ taskQueue: 'gpu', raw: {} });
    const polledNow = (): Promise<object> =>
      Promise.resolve({ pollers: [{ identity: 'w', lastAccessTime: { seconds: Date.now() / 1_000 } }] });
    const client = {
      options: { namespace: 'default' },
      workflow: { getHandle: () => ({ query, describe }) },
      workflowService: { describeTaskQueue: polledNow },
      withDeadline: (_: number, call: () => unknown) => call(),
      withAbortSignal: (_: AbortSignal, call: () => unknown) => call(),
    } as unknown as Client;
    const onWait = (text: string): void => void told.push(text);
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000, onWait });
    const outage = async (): Promise<void> => {
      answers = [];
      const asked = [calls.query('state'), calls.query('explain'), calls.query('config')];
      await vi.advanceTimersByTimeAsync(2_500);
      for (const answer of answers) answer({});
      await Promise.all(asked);
    };
    await outage();
    expect(told).toEqual([expect.stringMatching(/^The question for the state of `shop:ranker` has no answer yet: /)]);
    await outage();
    expect(told).toHaveLength(2);
    vi.useRealTimers();
  });

  it('is not told of where the answer comes while it is looked why there is none', async () => {
    const told: string[] = [];
    const turnOfLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
    const polledAgo = (seconds: number): object => ({
      pollers: [{ identity: 'w', lastAccessTime: { seconds: Date.now() / 1_000 - seconds } }],
    });
    let answer: ((view: object) => void) | undefined;
    let looked = Promise.resolve({});
    const query = (): Promise<object> => new Promise((resolve) => (answer = resolve));
    const describe = (): Promise<object> => Promise.resolve({ taskQueue: 'gpu', raw: {} });
    const describeTaskQueue = (): Promise<object> => {
      if (answer === undefined) return Promise.resolve(polledAgo(0));
      answer({});
      return (looked = turnOfLoop().then(() => polledAgo(30)));
    };
    const client = {
      options: { namespace: 'default' },
      workflow: { getHandle: () => ({ query, describe }) },
      workflowService: { describeTaskQueue },
      withDeadline: (_: number, call: () => unknown) => call(),
      withAbortSignal: (_: AbortSignal, call: () => unknown) => call(),
    } as unknown as Client;
    const onWait = (text: string): void => void told.push(text);
    const calls = new MonitorCalls({ client, model: 'shop:ranker', answerTimeoutMs: 30_000, onWait });
    expect(await calls.query('state')).toEqual({});
    await looked;
    await turnOfLoop();
    expect(told).toEqual([]);
  });
});
