import { describe, expect, it } from 'vitest';
import { namesCheck } from '../../src/doctor/checks/names.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { Surroundings } from '../../src/doctor/check.ts';

type Trainer = NonNullable<NonNullable<MonitorFile['retrain']>['trainer']>;

describe('the names in policies, where several workers poll a queue', () => {
  /** Of two that poll, these answer in turn; no monitor runs. */
  async function saidOf(...answers: readonly string[]): Promise<string[]> {
    return await saidOfAll(answers, { name: 'nightly' });
  }

  async function saidOfAll(answers: readonly string[], ...trainers: Trainer[]): Promise<string[]> {
    let asked = 0;
    const execute = (): Promise<object> => {
      asked += 1;
      const worker = answers[asked % answers.length];
      return Promise.resolve({ worker, trainers: ['nightly'], tuners: [], sources: [] });
    };
    const pollers = ['a', 'b'].map((identity) => ({ identity, lastAccessTime: { seconds: 1_800_000_000 } }));
    const client = {
      options: { namespace: 'default' },
      withDeadline: <T>(_: number, call: () => Promise<T>): Promise<T> => call(),
      workflow: { execute },
      workflowService: {
        listWorkflowExecutions: () => Promise.resolve({}),
        describeTaskQueue: ({ taskQueue }: { taskQueue: { name: string } }) =>
          Promise.resolve({ pollers: taskQueue.name === 'train-python' ? [] : pollers }),
        listWorkers: () => Promise.resolve({}),
      },
    };
    const files = trainers.map((trainer) => parseMonitor({ model: 'shop:ranker', retrain: { trainer } }).config);
    const surroundings = { client, namespace: 'default', taskQueue: 'ml', files } as unknown as Surroundings;
    return (await namesCheck.run(surroundings)).map(({ status, text }) => `${status}: ${text}`);
  }

  it('are said to be there of all of them only where each has answered', async () => {
    expect(await saidOf('a', 'b')).toEqual(['ok: the workers have what 1 policy names: trainers, tuners and sources']);
    expect(await saidOf('a')).toEqual([
      'ok: the workers that answered have what 1 policy names: trainers, tuners and sources; of 2 workers of task queue `ml`, 1 answered',
    ]);
  });

  it('are not asked of a worker that trains where none is there, which the check of the workers tells', async () => {
    const away = { name: 'sklearn', taskQueue: 'train-python' };
    expect(await saidOfAll(['a', 'b'], { name: 'nightly' }, away)).toEqual([
      'ok: the workers have what 1 of 2 policies names: trainers, tuners and sources; of 1 nobody is there to ask (see workers)',
    ]);
    expect(await saidOfAll(['a', 'b'], away)).toEqual([]);
  });
});
