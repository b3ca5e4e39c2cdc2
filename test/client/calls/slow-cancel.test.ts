import { describe, expect, it } from 'vitest';
import { whyCancelIsSlow } from '../../../src/client/calls/slow-cancel.ts';
import type { Client } from '@temporalio/client';
import type { MonitorHandle } from '../../../src/client/monitor-handle.ts';

interface Situation {
  cancelled?: boolean;
  /** Task queue of the trainer; absent: that of the monitor. */
  taskQueue?: string;
  /** Queues that somebody polls for activities. */
  polled?: string[];
  /** Seconds since the last sign of life of its job; `null`: it has none. */
  quiet?: number | null;
}

/** What is said of a retrain of a monitor on task queue `ml`. */
function said({ cancelled = true, taskQueue, polled = [], quiet = 57 }: Situation): Promise<string | undefined> {
  const trainer = { heartbeatTimeoutMs: 60_000, ...(taskQueue === undefined ? {} : { taskQueue }) };
  const handle = {
    state: () =>
      Promise.resolve({
        inFlight: { generation: 6, retrainId: 'r/6', ...(cancelled ? { cancelled: { actor: 'ana' } } : {}) },
      }),
    config: () => Promise.resolve({ config: { retrain: { trainer } } }),
    taskQueue: () => Promise.resolve('ml'),
  } as unknown as MonitorHandle;
  const seconds = Math.round(Date.now() / 1_000);
  const describeTaskQueue = (asked: { taskQueue: { name: string }; taskQueueType: number }): Promise<object> => {
    const isPolled = asked.taskQueueType === 2 && polled.includes(asked.taskQueue.name);
    return Promise.resolve({ pollers: isPolled ? [{ identity: 'one', lastAccessTime: { seconds } }] : [] });
  };
  const job = { activityType: { name: 'retrain.train' }, lastStartedTime: { seconds: 1 } };
  const beats = [{ ...job, lastHeartbeatTime: { seconds: seconds - (quiet ?? 0) } }];
  const describe = (): Promise<object> => Promise.resolve({ raw: { pendingActivities: quiet === null ? [] : beats } });
  const getHandle = (id: string): object =>
    id === 'r/6' ? { describe } : { describe: () => Promise.resolve({ raw: { pendingActivities: [] } }) };
  const client = {
    options: { namespace: 'default', loadedDataConverter: { payloadCodecs: [] } },
    workflowService: { describeTaskQueue },
    workflow: { getHandle },
  } as unknown as Client;
  return whyCancelIsSlow(client, handle);
}

describe('a retrain that is being cancelled', () => {
  it('of whose job nobody polls the task queue is told of, with when it ends and what to do', async () => {
    expect(await said({ taskQueue: 'gpu', polled: ['ml'] })).toBe(
      'Nobody polls for the job of retrain 6 on task queue gpu, and it gives no sign of life: the server gives it up after 1m without any, and the retrain ends then (no worker polls its task queue; start one with `temporal-retrain worker --task-queue gpu` (and the `--trainers` that it had before, if any))'
    );
    expect(await said({})).toContain('on task queue ml');
  });

  it('whose worker is there or at work needs no words, nor does one that nobody cancels', async () => {
    expect(await said({ polled: ['ml'] })).toBeUndefined();
    expect(await said({ taskQueue: 'gpu', polled: ['gpu'] })).toBeUndefined();
    expect(await said({ cancelled: false })).toBeUndefined();
    expect(await said({ quiet: null })).toBeUndefined();
    expect(await said({ quiet: 40 })).toBeUndefined();
  });
});
