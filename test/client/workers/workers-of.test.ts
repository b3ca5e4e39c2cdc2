import { describe, expect, it } from 'vitest';
import type { Client } from '@temporalio/client';
import { workersOf } from '../../../src/client/workers/workers-of.ts';
import type { WorkerCard } from '../../../src/core/wire/messages.ts';

const card = (worker?: string, trainers = ['nightly']): WorkerCard => ({
  ...(worker === undefined ? {} : { worker }),
  trainers,
  tuners: [],
  sources: [],
});

/** A server on whose queues somebody polled so many seconds ago, and who answers the questions in turn. */
function serverOf(polled: Record<string, readonly number[]>, answer: (nth: number) => WorkerCard | undefined) {
  let asked = 0;
  const now = Date.now() / 1_000;
  const client = {
    options: { namespace: 'default' },
    withDeadline: <T>(_: number, call: () => Promise<T>): Promise<T> => call(),
    workflow: {
      execute: () => {
        asked += 1;
        const said = answer(asked);
        return said ? Promise.resolve(said) : Promise.reject(new Error('it took too long'));
      },
    },
    workflowService: {
      describeTaskQueue: ({ taskQueue: { name } }: { taskQueue: { name: string } }) =>
        Promise.resolve({
          pollers: (polled[name] ?? []).map((ago, n) => ({
            identity: `w${n}`,
            lastAccessTime: { seconds: now - ago },
          })),
        }),
      listWorkers: () => Promise.resolve({}),
    },
  } as unknown as Client;
  return { client, asked: () => asked };
}

describe('the workers of a task queue', () => {
  it('are asked once where there is one, and not at all where there is none', async () => {
    const one = serverOf({ ml: [3] }, () => card('a'));
    const ask = (await workersOf(one.client, 'ml'))!;
    expect(await ask({})).toEqual({ cards: [card('a')], workers: 1 });
    await ask({});
    expect(one.asked()).toBe(1);
    expect(await workersOf(serverOf({}, () => card('a')).client, 'ml')).toBeUndefined();
  });

  it('are asked until each has answered, also those that only train', async () => {
    const server = serverOf({ ml: [3], training: [1, 2, 5] }, (nth) => card(['a', 'b', 'c'][Math.floor(nth / 7)]));
    const ask = (await workersOf(server.client, 'ml'))!;
    expect(await ask({ trainsOn: 'training' })).toMatchObject({
      cards: [{ worker: 'a' }, { worker: 'b' }, { worker: 'c' }],
      workers: 3,
    });
    expect(server.asked()).toBe(14);
  });

  it('are asked so often and no more where one never answers, or none', async () => {
    const half = serverOf({ ml: [3, 4] }, () => card('a'));
    expect(await (await workersOf(half.client, 'ml'))!({})).toEqual({ cards: [card('a')], workers: 2 });
    expect(half.asked()).toBe(12);
    const many = serverOf({ ml: Array.from({ length: 50 }, () => 1) }, () => card('a'));
    expect(await (await workersOf(many.client, 'ml'))!({})).toMatchObject({ workers: 50 });
    expect(many.asked()).toBe(24);
    const silent = serverOf({ ml: [3, 4] }, () => undefined);
    expect(await (await workersOf(silent.client, 'ml'))!({})).toEqual({ cards: [], workers: 2 });
    expect(silent.asked()).toBe(4);
  });

  it('are told apart by what they have where they are too old to say who they are', async () => {
    const server = serverOf({ ml: [3, 4] }, (nth) => card(undefined, nth % 2 === 0 ? [] : ['nightly']));
    expect((await (await workersOf(server.client, 'ml'))!({})).cards).toHaveLength(2);
  });

  it('are not those that have not polled for long beside others', async () => {
    const server = serverOf({ ml: [3, 200] }, () => card('a'));
    expect(await (await workersOf(server.client, 'ml'))!({})).toEqual({ cards: [card('a')], workers: 1 });
  });
});
