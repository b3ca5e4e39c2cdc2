import { expect, it } from 'vitest';
import { WorkflowNotFoundError } from '@temporalio/common';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { aliasRequest, registerRequest } from '../contracts/registry-requests.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';

/** A server that has forgotten every workflow. */
const client = {
  getHandle: (id: string) => ({ describe: () => Promise.reject(new WorkflowNotFoundError('gone', id, undefined)) }),
} as unknown as Parameters<typeof runActivity>[3];

it.each([
  ['monitor/shop:ranker/retrain/7/promote', 7],
  ['monitor/shop:ranker/retrain/12/reject', 12],
  ['monitor/shop:other/retrain/7/promote', 1],
  ['adopt/shop:ranker/123', 1],
])(
  'no retrain takes an id that has changed an alias, though server and registry have forgotten it (%s)',
  async (id, next) => {
    const registry = await openSqliteRegistry({ path: ':memory:' });
    const model = 'shop:ranker';
    const made = registerRequest(model, 'r1');
    await registry.register({ ...made, lineage: { ...made.lineage, generation: 1 } });
    await registry.setAlias(aliasRequest(model, '1.0.0', id));
    const { 'retrain.recall': recall } = activitiesOf({ registry });
    const { generation } = await runActivity(recall, { model, monitorId: `monitor/${model}` }, {}, client).result;
    expect(generation).toBe(next);
    await registry.close();
  }
);
