import { describe, expect, it } from 'vitest';
import { callMlflow } from './by-hand.ts';
import { mlflowName } from '../../../src/registry/mlflow/names.ts';
import { openMlflowRegistry } from '../../../src/registry/mlflow/mlflow-registry.ts';
import { aliasRequest, freshModel, registerRequest } from '../../contracts/registry-requests.ts';
import type { MlflowServer } from './mlflow-server.ts';

interface Listed {
  version: string;
  run_id: string;
  source: string;
  tags: { key: string; value: string }[];
}

/** What holds when people have been at the pages of MLflow. */
export function describeMlflowByHand(serverOf: () => MlflowServer): void {
  describe('as people leave it', () => {
    const call = (method: 'GET' | 'POST' | 'DELETE', path: string, fields: Record<string, unknown>): Promise<unknown> =>
      callMlflow(serverOf().url, method, path, fields);
    const listed = async (model: string): Promise<Listed[]> =>
      (
        (await call('GET', 'model-versions/search', { filter: `name = '${mlflowName(model)}'` })) as {
          model_versions: Listed[];
        }
      ).model_versions;

    it('metric names that MLflow refuses stand in the way of nothing, and are kept as they are', async () => {
      const registry = openMlflowRegistry({ url: serverOf().url });
      const model = freshModel();
      const metrics = {
        accuracy: 0.9,
        'recall@10': 0.5,
        'f1 (macro)': 0.7,
        '../odd': 1,
        ['x'.repeat(300)]: 2,
        'ümlaut %': 3,
      };
      const made = await registry.register(registerRequest(model, 'r1', { metrics }));
      expect(made.metrics).toEqual(metrics);
      const [version] = await listed(model);
      const { run } = (await call('GET', 'runs/get', { run_id: version?.run_id })) as {
        run: { data: { metrics: { key: string }[] } };
      };
      const shown = run.data.metrics.map(({ key }) => key);
      expect(shown).toHaveLength(6);
      expect(shown).toEqual(expect.arrayContaining(['accuracy', 'recall_at_10', 'f1 _macro_', 'odd']));
    });

    it('a deleted experiment is left so: another is used, and promotions and rollbacks need none', async () => {
      const experiment = `made-for-${freshModel().replace(':', '-')}`;
      const open = () => openMlflowRegistry({ url: serverOf().url, experiment });
      const idOf = async (name: string): Promise<{ experiment_id: string; lifecycle_stage: string }> =>
        (
          (await call('GET', 'experiments/get-by-name', { experiment_name: name })) as {
            experiment: { experiment_id: string; lifecycle_stage: string };
          }
        ).experiment;
      const model = freshModel();
      const registry = open();
      await registry.register(registerRequest(model, 'r1'));
      await registry.register(registerRequest(model, 'r2'));
      await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
      await call('POST', 'experiments/delete', { experiment_id: (await idOf(experiment)).experiment_id });
      for (const [i, handle] of [registry, open()].entries()) {
        await handle.setAlias(aliasRequest(model, i === 0 ? '1.0.1' : '1.0.0', `c${i + 2}`));
        await handle.register(registerRequest(model, `after ${i}`));
      }
      expect((await idOf(experiment)).lifecycle_stage).toBe('deleted');
      expect((await idOf(`${experiment}-2`)).lifecycle_stage).toBe('active');
      expect((await registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
      expect((await listed(model)).every(({ run_id }) => run_id !== '')).toBe(true);
    });

    it('a version that a person has copied is left alone, and is none of ours', async () => {
      const registry = openMlflowRegistry({ url: serverOf().url });
      const model = freshModel();
      const name = mlflowName(model);
      await registry.register(registerRequest(model, 'r1'));
      const [version] = await listed(model);
      await call('POST', 'model-versions/create', { name, source: `models:/${name}/1`, tags: version?.tags });
      await registry.register(registerRequest(model, 'r1', { attempt: 2 }));
      expect((await registry.register(registerRequest(model, 'r2'))).version).toBe('1.0.1');
      expect(await listed(model)).toHaveLength(3);
      expect((await registry.versions(model)).map((one) => one.version)).toEqual(['1.0.1', '1.0.0']);
    });

    it('a version whose tags were edited counts as gone, and stops no other', async () => {
      const registry = openMlflowRegistry({ url: serverOf().url });
      const model = freshModel();
      for (const id of ['r1', 'r2']) await registry.register(registerRequest(model, id));
      await registry.setAlias(aliasRequest(model, '1.0.1', 'c1'));
      const edited = { name: mlflowName(model), version: '2', key: 'temporal_retrain.record.0', value: 'oops' };
      await call('POST', 'model-versions/set-tag', edited);
      const champion = await registry.aliased(model, 'champion');
      expect([champion?.version, champion?.found]).toEqual(['1.0.1', undefined]);
      expect((await registry.versions(model)).map((one) => one.version)).toEqual(['1.0.0']);
      expect((await registry.register(registerRequest(model, 'r3'))).version).toBe('1.0.2');
    });
  });
}
