import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { whyNobodyAnswers } from '../../../src/client/calls/no-worker.ts';

const now = 1_800_000_000;
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: 1_000 * now }));
afterEach(() => vi.useRealTimers());

const secondsAgo = (count: number): { seconds: number } => ({ seconds: now - count });

/** Why a monitor does not answer that has this task, and whose queue these workers have polled. */
async function textOf(task: object | null, polledAgo: number[]): Promise<string> {
  const pollers = polledAgo.map((ago) => ({ identity: 'worker', lastAccessTime: secondsAgo(ago) }));
  const client = {
    options: { namespace: 'default' },
    workflowService: {
      describeTaskQueue: () => Promise.resolve({ pollers }),
      listWorkers: () => Promise.resolve({ workersInfo: [] }),
    },
  } as unknown as Client;
  const raw = { pendingWorkflowTask: task, executionConfig: { defaultWorkflowTaskTimeout: { seconds: 60 } } };
  const workflow = { describe: () => Promise.resolve({ taskQueue: 'ml', raw }) } as unknown as WorkflowHandle;
  return (await whyNobodyAnswers(client, workflow)).text;
}

const [scheduled, started] = [1, 2];

describe('why a monitor does not answer', () => {
  it('is that nobody polls, or that who polled is busy or gone', async () => {
    expect(await textOf(null, [])).toBe(
      'no worker polls its task queue; start one with `temporal-retrain worker --task-queue ml` (and the `--trainers` that it had before, if any)'
    );
    expect(await textOf(null, [30, 90])).toMatch(
      /^a worker last polled task queue `ml` 30 s ago; it is busy, stuck or/
    );
  });

  it('is that a worker has its task, which another one gets when the task has timed out', async () => {
    const held = await textOf({ state: started, startedTime: secondsAgo(20) }, [10]);
    expect(held).toMatch(
      /^a worker has had a task of its workflow for 20 s; if that worker is gone, the server gives the/
    );
    expect(held).toContain(
      'the task to another one in 40 s: ask again then; `temporal-retrain doctor` tells who polls'
    );
    expect(held).toContain(
      ', or start one with `temporal-retrain worker --task-queue ml` (and the `--trainers` that it had before, if any)'
    );
    expect(await textOf({ state: started, startedTime: secondsAgo(65) }, [10])).toContain('to another one now:');
  });

  it('is no task that has just been given or waits, nor a task that no worker is there to take over', async () => {
    expect(await textOf({ state: started, startedTime: secondsAgo(1) }, [10])).toContain('last polled');
    expect(await textOf({ state: scheduled }, [10])).toContain('last polled');
    expect(await textOf({ state: started, startedTime: secondsAgo(20) }, [])).toContain('no worker polls');
  });

  it('is no task whose time makes no sense, as clocks differ or as it is not told', async () => {
    expect(await textOf({ state: started, startedTime: secondsAgo(3_600) }, [10])).toContain('last polled');
    expect(await textOf({ state: started, startedTime: secondsAgo(-3_600) }, [10])).toContain('last polled');
    expect(await textOf({ state: started }, [10])).toContain('last polled');
  });
});
