import { describe, expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';
import type { PromoteOrder, RegisterOrder } from '../../activities/contract.ts';

const model = 'shop:ranker';

function orderOf(generation: number, changes: Partial<RegisterOrder> = {}): RegisterOrder {
  return {
    model,
    retrainId: `monitor/${model}/retrain/${generation}`,
    versioning: 'strategy',
    artifact: { uri: `file:///${generation}.json`, sha256: 'a'.repeat(64), bytes: 3 },
    metrics: { accuracy: 0.9 },
    streams: [],
    retuned: false,
    lineage: {
      parent: null,
      generation,
      kind: 'soft',
      reasons: [],
      evidence: [],
      policyRevision: 1,
      dataWindow: { from: null, to: null, samples: 300 },
      hyperparameters: {},
      gate: { passed: true } as RegisterOrder['lineage']['gate'],
    },
    ...changes,
  };
}

function promotionOf(version: string, generation: number, changes: Partial<PromoteOrder> = {}): PromoteOrder {
  const retrainId = `monitor/${model}/retrain/${generation}`;
  const why = { actor: 'temporal-retrain', reason: 'drift' };
  return { model, retrainId, changeId: `${retrainId}/promote`, version, alias: 'champion', ...why, ...changes };
}

async function withRegistry(work: (registry: ModelRegistry) => Promise<void>): Promise<void> {
  const registry = await openSqliteRegistry({ path: ':memory:' });
  try {
    await work(registry);
  } finally {
    await registry.close();
  }
}

describe('retrain.register', () => {
  it('gives one version for one retrain, however often a worker dies right after it', async () => {
    await withRegistry(async (registry) => {
      const register = activitiesOf({ registry })['retrain.register'];
      const first = await runActivity(register, orderOf(1), { attempt: 1 }).result;
      const again = await runActivity(register, orderOf(1), { attempt: 2 }).result;
      expect(again).toEqual(first);
      expect(first).toMatchObject({
        version: '1.0.0',
        release: { artifact: { sha256: 'a'.repeat(64) }, lineage: { generation: 1 } },
      });
      expect(await registry.versions(model)).toHaveLength(1);
    });
  });

  it('gives no name twice that the monitor knows to be used, where the registry lacks its version', async () => {
    await withRegistry(async (registry) => {
      const register = activitiesOf({ registry })['retrain.register'];
      await runActivity(register, orderOf(1)).result;
      expect(await runActivity(register, orderOf(5, { above: '2.0.1' })).result).toMatchObject({ version: '2.0.2' });
    });
  });

  it('names versions by what was done: patch, minor when retuned, major when rebuilt', async () => {
    await withRegistry(async (registry) => {
      const register = activitiesOf({ registry })['retrain.register'];
      const { lineage } = orderOf(1);
      const orders = [
        orderOf(1),
        orderOf(2),
        orderOf(3, { retuned: true }),
        orderOf(4, { retuned: true, lineage: { ...lineage, generation: 4, kind: 'full' } }),
        orderOf(5, { versioning: 'patch', lineage: { ...lineage, generation: 5, kind: 'full' } }),
      ];
      const versions: string[] = [];
      for (const order of orders) versions.push((await runActivity(register, order).result).version);
      expect(versions).toEqual(['1.0.0', '1.0.1', '1.1.0', '2.0.0', '2.0.1']);
    });
  });
});

describe('retrain.promote', () => {
  it('is done once, and answers a second attempt with the first answer', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      for (const generation of [1, 2]) await runActivity(activities['retrain.register'], orderOf(generation)).result;
      const promote = activities['retrain.promote'];
      expect(await runActivity(promote, promotionOf('1.0.0', 1)).result).toMatchObject({
        version: '1.0.0',
        previous: null,
      });
      const order = promotionOf('1.0.1', 2, { expected: '1.0.0' });
      const done = { version: '1.0.1', previous: '1.0.0', release: { version: '1.0.1', lineage: { generation: 2 } } };
      expect(await runActivity(promote, order, { attempt: 1 }).result).toMatchObject(done);
      expect(await runActivity(promote, order, { attempt: 2 }).result).toMatchObject(done);
      expect(await registry.history(model, 'champion')).toHaveLength(2);
    });
  });

  it('is refused for good when another version serves by now', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      for (const generation of [1, 2]) await runActivity(activities['retrain.register'], orderOf(generation)).result;
      await runActivity(activities['retrain.promote'], promotionOf('1.0.0', 1)).result;
      const stale = promotionOf('1.0.1', 2, { expected: null });
      await expect(runActivity(activities['retrain.promote'], stale).result).rejects.toMatchObject({
        type: 'RegistryError',
        nonRetryable: true,
        message: expect.stringMatching(/^Expected alias `champion` of model/) as string,
        details: [{ code: 'another-champion', serves: '1.0.0' }],
      });
      expect((await registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
    });
  });

  it('is done where somebody has put that very version there meanwhile', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      for (const generation of [1, 2]) await runActivity(activities['retrain.register'], orderOf(generation)).result;
      await runActivity(activities['retrain.promote'], promotionOf('1.0.0', 1)).result;
      const why = { actor: 'ada', reason: 'it looks good' };
      await registry.setAlias({ model, alias: 'champion', version: '1.0.1', changeId: 'by hand', ...why });
      const order = promotionOf('1.0.1', 2, { expected: '1.0.0' });
      expect(await runActivity(activities['retrain.promote'], order).result).toMatchObject({
        version: '1.0.1',
        previous: '1.0.0',
      });
      expect(await registry.history(model, 'champion')).toHaveLength(2);
    });
  });

  it('is refused without a word of the champion where that is not the reason', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      await runActivity(activities['retrain.register'], orderOf(1)).result;
      await runActivity(activities['retrain.promote'], promotionOf('1.0.0', 1)).result;
      const unknown = promotionOf('9.9.9', 2, { expected: '1.0.0' });
      const failure: unknown = await runActivity(activities['retrain.promote'], unknown).result.catch(
        (e: unknown) => e
      );
      expect(failure).toMatchObject({ type: 'RegistryError', nonRetryable: true });
      expect((failure as { details?: unknown[] }).details ?? []).toEqual([]);
    });
  });

  it('takes the challenger down once it is champion', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      await runActivity(activities['retrain.register'], orderOf(1)).result;
      const challenge = promotionOf('1.0.0', 1, { alias: 'challenger', changeId: 'challenge' });
      await runActivity(activities['retrain.promote'], challenge).result;
      expect((await registry.aliased(model, 'challenger'))?.version).toBe('1.0.0');
      await runActivity(activities['retrain.promote'], promotionOf('1.0.0', 1)).result;
      expect(await registry.aliased(model, 'challenger')).toBeUndefined();
    });
  });
});

describe('retrain.rollBack', () => {
  const rollBack = { model, changeId: 'rollback/1', actor: 'ana', reason: 'bad in production' };

  it('brings back the champion before, once, and not the one before that when it is tried again', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      for (const generation of [1, 2]) {
        const { version } = await runActivity(activities['retrain.register'], orderOf(generation)).result;
        await runActivity(activities['retrain.promote'], promotionOf(version, generation)).result;
      }
      const done = { version: '1.0.0', previous: '1.0.1', release: { version: '1.0.0' } };
      expect(await runActivity(activities['retrain.rollBack'], rollBack).result).toMatchObject(done);
      expect(await runActivity(activities['retrain.rollBack'], rollBack, { attempt: 2 }).result).toMatchObject(done);
      expect((await registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
    });
  });

  it('has the alias `previous` show where the next one goes, also when a worker died before that', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      for (const generation of [1, 2, 3]) {
        const { version } = await runActivity(activities['retrain.register'], orderOf(generation)).result;
        await runActivity(activities['retrain.promote'], promotionOf(version, generation)).result;
      }
      const previous = async (): Promise<unknown> => (await registry.aliased(model, 'previous'))?.version ?? null;
      await runActivity(activities['retrain.rollBack'], rollBack).result;
      expect(await previous()).toBe('1.0.0');
      const { actor, reason } = rollBack;
      const half = { model, changeId: 'rollback/2', expected: '1.0.1', actor, reason };
      await registry.setAlias({ ...half, alias: 'champion', version: '1.0.0' });
      expect(await previous()).toBe('1.0.1');
      const second = { ...rollBack, changeId: 'rollback/2' };
      for (const attempt of [2, 3]) await runActivity(activities['retrain.rollBack'], second, { attempt }).result;
      expect(await previous()).toBeNull();
      const adoption = { model, changeId: 'adopt/1', version: '1.0.2', actor: 'ana', reason: '' };
      await runActivity(activities['retrain.adopt'], adoption).result;
      expect(await previous()).toBe('1.0.0');
      await runActivity(activities['retrain.adopt'], { ...adoption, changeId: 'adopt/2', version: '1.0.0' }).result;
      expect(await previous()).toBeNull();
    });
  });

  it('is refused, and says what serves, when another version was promoted since it was asked for', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      for (const generation of [1, 2]) {
        const { version } = await runActivity(activities['retrain.register'], orderOf(generation)).result;
        await runActivity(activities['retrain.promote'], promotionOf(version, generation)).result;
      }
      const late = runActivity(activities['retrain.rollBack'], { ...rollBack, from: '1.0.0' }).result;
      await expect(late).rejects.toMatchObject({
        type: 'RegistryError',
        nonRetryable: true,
        details: [{ serves: '1.0.1' }],
      });
      expect((await registry.aliased(model, 'champion'))?.version).toBe('1.0.1');
    });
  });

  it('is refused for good when nothing served before', async () => {
    await withRegistry(async (registry) => {
      await expect(runActivity(activitiesOf({ registry })['retrain.rollBack'], rollBack).result).rejects.toMatchObject({
        type: 'RegistryError',
        nonRetryable: true,
        message:
          'Model `shop:ranker` has no previous champion to roll back to; choose a version with `temporal-retrain monitor adopt shop:ranker <version>`',
      });
    });
  });
});
