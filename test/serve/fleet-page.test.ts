import { describe, expect, it } from 'vitest';
import { fleetPage } from '../../src/serve/live/fleet-page.ts';
import type { MonitorClient } from '../../src/client/monitor-client.ts';

interface Queue {
  /** Seconds since each of its workers polled last. */
  polled?: readonly number[];
  fails?: boolean;
}

/** A fleet with one monitor a queue, and how often each queue was asked for. */
function fleetOf(queues: Record<string, Queue>): { client: MonitorClient; asked: string[] } {
  const asked: string[] = [];
  const describeTaskQueue = ({ taskQueue: { name } }: { taskQueue: { name: string } }): Promise<unknown> => {
    asked.push(name);
    const { polled = [], fails = false } = queues[name]!;
    if (fails) return Promise.reject(new Error('14 UNAVAILABLE'));
    const now = Date.now() / 1_000;
    return Promise.resolve({
      pollers: polled.map((ago, n) => ({ identity: `w${n}`, lastAccessTime: { seconds: now - ago } })),
    });
  };
  const client = {
    client: {
      options: { namespace: 'default' },
      workflowService: { describeTaskQueue, listWorkers: () => Promise.resolve({}) },
      withDeadline: (_: number, work: () => unknown) => work(),
    },
    page: () =>
      Promise.resolve({
        monitors: Object.keys(queues).flatMap((taskQueue) => [
          { model: `${taskQueue}:a`, taskQueue },
          { model: `${taskQueue}:b`, taskQueue },
        ]),
        nextPage: null,
      }),
  } as unknown as MonitorClient;
  return { client, asked };
}

describe('a page of the fleet', () => {
  it('says of every monitor whether a worker polls its queue, and asks once for each queue', async () => {
    const { client, asked } = fleetOf({
      busy: { polled: [3, 600] },
      none: {},
      dead: { polled: [200] },
      odd: { fails: true },
    });
    const { monitors } = await fleetPage(client, {}, { pageSize: 10 });
    expect(monitors.map(({ model, hasWorker }) => [model, hasWorker])).toEqual([
      ['busy:a', true],
      ['busy:b', true],
      ['none:a', false],
      ['none:b', false],
      ['dead:a', false],
      ['dead:b', false],
      ['odd:a', null],
      ['odd:b', null],
    ]);
    expect(asked.toSorted()).toEqual(['busy', 'dead', 'none', 'odd']);
  });

  it('does not ask again at once, but for what was not answered', async () => {
    const { client, asked } = fleetOf({ busy: { polled: [3] }, odd: { fails: true } });
    await fleetPage(client, {}, { pageSize: 10 });
    const { monitors } = await fleetPage(client, {}, { pageSize: 10 });
    expect(monitors[0]?.hasWorker).toBe(true);
    expect(asked.toSorted()).toEqual(['busy', 'odd', 'odd']);
  });
});
