import { expect, it } from 'vitest';
import { runningMonitors } from '../../src/doctor/checks/running-monitors.ts';
import { configOf } from '../support/policies.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
import { workflowTypes } from '../../src/terms/message-names.ts';
import type { Surroundings } from '../../src/doctor/check.ts';

/** A namespace with that many monitors, and how many of them were asked. */
function namespaceOf(monitors: number): { surroundings: Pick<Surroundings, 'client'>; asked: () => number } {
  let asked = 0;
  const infos = Array.from({ length: monitors }, (_, i) => ({
    execution: { workflowId: monitorWorkflowId(`shop:m${i}`) },
    status: 1,
    taskQueue: 'ml',
  }));
  const client = {
    withDeadline: <T>(_: number, call: () => Promise<T>): Promise<T> => call(),
    options: { namespace: 'default' },
    workflowService: {
      listWorkflowExecutions: ({ query }: { query: string }) =>
        Promise.resolve({ executions: query.includes(`'${workflowTypes.monitor}'`) ? infos : [] }),
    },
    workflow: {
      getHandle: () => ({ query: () => Promise.resolve({ config: ((asked += 1), configOf()) }) }),
    },
  };
  return { surroundings: { client } as unknown as Pick<Surroundings, 'client'>, asked: () => asked };
}

it('all running monitors are known, and the first fifty are asked how they retrain, once', async () => {
  const { surroundings, asked } = namespaceOf(60);
  const found = await runningMonitors(surroundings);
  expect(found.map(({ model }) => model)).toEqual(Array.from({ length: 60 }, (_, i) => `shop:m${i}`));
  expect(found.map(({ config }) => config !== undefined)).toEqual(Array.from({ length: 60 }, (_, i) => i < 50));
  expect(await runningMonitors(surroundings)).toBe(found);
  expect(asked()).toBe(50);
});
