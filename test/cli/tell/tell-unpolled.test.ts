import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tellUnpolled } from '../../../src/cli/tell/tell-unpolled.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
import type { MonitorClient } from '../../../src/client/monitor-client.ts';
import type { MonitorSummary } from '../../../src/client/list-monitors.ts';

const now = 1_800_000_000_000;
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now }));
afterEach(() => vi.useRealTimers());

type Polled = readonly number[] | 'fails' | 'hangs';

/** What is told of monitors on these queues, and which queues were asked of. */
async function told(
  monitors: readonly (readonly [taskQueue: string, status: string])[],
  queues: Record<string, Polled>
): Promise<{ notes: string[]; asked: string[] }> {
  const [notes, asked]: string[][] = [[], []];
  const describeTaskQueue = ({ taskQueue: { name } }: { taskQueue: { name: string } }): Promise<unknown> => {
    asked!.push(name);
    const polled = queues[name] ?? [];
    if (polled === 'fails') return Promise.reject(new Error('14 UNAVAILABLE'));
    if (polled === 'hangs') return new Promise(() => undefined);
    return Promise.resolve({
      pollers: polled.map((ago) => ({ identity: 'w', lastAccessTime: { seconds: now / 1_000 - ago } })),
    });
  };
  const client = {
    client: {
      options: { namespace: 'default' },
      workflowService: { describeTaskQueue, listWorkers: () => Promise.resolve({}) },
      // A server that hangs is given up at its deadline.
      withDeadline: <T>(until: number, call: () => Promise<T>): Promise<T> => {
        expect(until).toBe(now + 1_000);
        const isHung = Object.values(queues).includes('hangs');
        return isHung ? Promise.race([call(), Promise.reject<T>(new Error('4 DEADLINE_EXCEEDED'))]) : call();
      },
    },
  } as unknown as MonitorClient;
  const context = { note: (text: string) => notes!.push(text) } as unknown as CliContext;
  const rows = monitors.map(([taskQueue, status]) => ({ taskQueue, status }) as MonitorSummary);
  await tellUnpolled(context, client, rows);
  return { notes: notes!, asked: asked! };
}

describe('a list of monitors', () => {
  it('tells once of each task queue that no worker polls, how many stand still, and what starts one', async () => {
    const running = ['a', 'a', 'gone', 'busy', 'temporal-retrain'].map((queue) => [queue, 'RUNNING'] as const);
    const { notes, asked } = await told([...running, ['ended', 'COMPLETED']], { busy: [3], gone: [200] });
    expect(notes).toEqual([
      'No worker polls task queue a: 2 monitors of it stand still; start one with `temporal-retrain worker --task-queue a` (and the `--trainers` that it had before, if any).',
      'No worker polls task queue gone: 1 monitor of it stands still; start one with `temporal-retrain worker --task-queue gone` (and the `--trainers` that it had before, if any).',
      'No worker polls task queue temporal-retrain: 1 monitor of it stands still; start one with `temporal-retrain worker` (and the `--trainers` that it had before, if any).',
    ]);
    expect(asked.toSorted()).toEqual(['a', 'busy', 'gone', 'temporal-retrain']);
  });

  it('says nothing of a queue of which the server does not tell in time', async () => {
    const rows = [
      ['odd', 'RUNNING'],
      ['none', 'RUNNING'],
    ] as const;
    expect((await told(rows, { odd: 'fails' })).notes).toEqual([expect.stringContaining('task queue none')]);
    expect((await told(rows.slice(0, 1), { odd: 'hangs' })).notes).toEqual([]);
  });
});
