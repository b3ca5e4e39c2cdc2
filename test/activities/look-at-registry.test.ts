import { expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { aliasRequest, registerRequest } from '../contracts/registry-requests.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';

it('the registry says which of the versions that a monitor expects it lacks', async () => {
  const registry = await openSqliteRegistry({ path: ':memory:' });
  const model = 'shop:ranker';
  for (const id of ['r1', 'r2']) await registry.register(registerRequest(model, id));
  await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
  const { 'retrain.lookAtRegistry': look } = activitiesOf({ registry });
  const query = { model, trainer: { name: 'none' } };
  for (const [expects, lacks] of [
    [['1.0.0', '1.0.1'], undefined],
    [['1.0.2', '1.0.1'], ['1.0.2']],
    [
      ['1.0.2', '1.0.3'],
      ['1.0.2', '1.0.3'],
    ],
    [undefined, undefined],
  ])
    expect((await runActivity(look, { ...query, ...(expects ? { expects } : {}) }).result).lacks).toEqual(lacks);
  await registry.close();
});
