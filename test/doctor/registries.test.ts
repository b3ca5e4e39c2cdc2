import { describe, expect, it } from 'vitest';
import { registriesCheck } from '../../src/doctor/checks/registries.ts';
import type { Finding, Surroundings } from '../../src/doctor/check.ts';
import type { WorkerCard } from '../../src/core/wire/messages.ts';

/** What is found where these workers poll the queue and answer in turn; no monitor runs. */
async function found(...workers: readonly (Partial<WorkerCard> | undefined)[]): Promise<Omit<Finding, 'check'>[]> {
  let asked = 0;
  const execute = (): Promise<object> => {
    const i = asked % workers.length;
    asked += 1;
    const card = workers[i];
    if (!card) return Promise.reject(new Error('no answer'));
    return Promise.resolve({ worker: `w${i}`, trainers: [], tuners: [], sources: [], ...card });
  };
  const pollers = workers.map((_, i) => ({ identity: `w${i}`, lastAccessTime: { seconds: 1_800_000_000 } }));
  const client = {
    options: { namespace: 'default' },
    withDeadline: <T>(_: number, call: () => Promise<T>): Promise<T> => call(),
    workflow: { execute },
    workflowService: {
      listWorkflowExecutions: () => Promise.resolve({}),
      describeTaskQueue: () => Promise.resolve({ pollers }),
      listWorkers: () => Promise.resolve({}),
    },
  };
  const surroundings = { client, namespace: 'default', taskQueue: 'ml' } as unknown as Surroundings;
  return registriesCheck.run(surroundings);
}

const first = { registry: { id: 'one', place: 'sqlite /a/registry.db on host-1' } };
const second = { registry: { id: 'two', place: 'sqlite /b/registry.db on host-2' } };

describe('the registries of the workers of one task queue', () => {
  it('are one, whatever path leads to it', async () => {
    const sharing = { registry: { id: 'one', place: 'sqlite /mnt/registry.db on host-2' } };
    expect(await found(first, sharing)).toEqual([
      {
        status: 'ok',
        text: 'the workers of task queue `ml` that answered have one registry: sqlite /a/registry.db on host-1; sqlite /mnt/registry.db on host-2',
      },
    ]);
  });

  it('are a fault where they are two, with both places and what to do', async () => {
    expect(await found(first, second, first)).toEqual([
      {
        status: 'fault',
        text: 'workers of task queue `ml` have different registries: `sqlite /a/registry.db on host-1` (2 workers) and `sqlite /b/registry.db on host-2`',
        cause: expect.stringContaining('--home') as string,
        fix: expect.stringMatching(/TEMPORAL_RETRAIN_REGISTRY.*monitor adopt/) as string,
      },
    ]);
  });

  it('are not judged of workers that do not say, as older ones and those that only train', async () => {
    expect(await found(first, {})).toEqual([
      {
        status: 'ok',
        text: 'one worker of task queue `ml` has said which registry it has: sqlite /a/registry.db on host-1',
      },
    ]);
    expect(await found({}, {})).toEqual([]);
    expect(await found(undefined)).toEqual([]);
  });
});
