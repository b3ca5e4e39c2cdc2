import { describe, expect, it } from 'vitest';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { tellUnknownNames } from '../../../src/cli/tell/tell-unknown-names.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
import type { MonitorClient } from '../../../src/client/monitor-client.ts';
import type { WorkerCard } from '../../../src/core/wire/messages.ts';

const { config } = parseMonitor({ model: 'shop:ranker', retrain: { trainer: { name: 'nightly' } } });
const card: WorkerCard = { trainers: ['nightly'], tuners: ['tpe'], sources: [] };

/** What is told where a queue is polled so, and its worker answers so; `undefined` is no answer in time. */
async function told(
  polled: number | 'fails',
  answer: WorkerCard | undefined,
  { files = ['a.yaml'], taskQueue = 'ml', policy = config } = {}
): Promise<string[]> {
  const notes: string[] = [];
  const pollers = Array.from({ length: Number(polled) || 0 }, (_, n) => ({
    identity: `w${n}`,
    lastAccessTime: { seconds: Date.now() / 1_000 },
  }));
  const client = {
    options: { namespace: 'default' },
    withDeadline: <T>(_: number, call: () => Promise<T>): Promise<T> => call(),
    workflow: { execute: () => (answer ? Promise.resolve(answer) : Promise.reject(new Error('it took too long'))) },
    workflowService: {
      describeTaskQueue: ({ taskQueue: { name } }: { taskQueue: { name: string } }) =>
        polled === 'fails'
          ? Promise.reject(new Error('14 UNAVAILABLE'))
          : Promise.resolve({ pollers: name === taskQueue ? pollers : [] }),
      listWorkers: () => Promise.resolve({}),
    },
  };
  const context = { note: (text: string) => notes.push(text) } as unknown as CliContext;
  const names = { configs: files.map(() => policy), taskQueue, files };
  await tellUnknownNames(context, { client } as unknown as MonitorClient, names);
  return notes;
}

const notChecked =
  'the trainers, tuners and sources that the policy names were not checked; `temporal-retrain doctor a.yaml --task-queue ml` checks them.';

describe('names in policies that were started or changed', () => {
  it('are not spoken of where a worker has them, nor where there is no policy', async () => {
    expect(await told(1, card)).toEqual([]);
    expect(await told('fails', undefined, { files: [] })).toEqual([]);
  });

  it('are told to be unchecked where no worker answers within the moment, with what checks them', async () => {
    expect(await told(1, undefined)).toEqual([`No worker of task queue ml answered within 3 s: ${notChecked}`]);
    expect(await told(3, undefined)).toEqual([`No worker of task queue ml answered within 3 s: ${notChecked}`]);
  });

  it('are told to be unchecked where no worker polls, or the server does not tell', async () => {
    expect(await told(0, undefined)).toEqual([`No worker polls task queue ml: ${notChecked}`]);
    expect(await told('fails', undefined)).toEqual([`The server did not tell who polls task queue ml: ${notChecked}`]);
  });

  it('come with the trainer that is not there: what waits for it, and what starts it', async () => {
    const trainer = { name: 'nightly', taskQueue: 'gpu' };
    const policy = parseMonitor({ model: 'shop:ranker', retrain: { trainer } }).config;
    expect(await told(1, card, { policy })).toEqual([
      'No worker polls task queue gpu, on which shop:ranker is trained: a retrain waits until one does; start the worker that trains, with TASK_QUEUE=gpu for one in Python (one that runs and is busy with a training polls again after it).',
    ]);
  });

  it('are told once of several files', async () => {
    expect(await told(1, undefined, { files: ['a.yaml', 'b.yaml'], taskQueue: 'temporal-retrain' })).toEqual([
      'No worker of task queue temporal-retrain answered within 3 s: the trainers, tuners and sources that policies name were not checked; `temporal-retrain doctor <files>` checks them.',
    ]);
  });
});
