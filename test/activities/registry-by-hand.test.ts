import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { aliasRequest, registerRequest } from '../contracts/registry-requests.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { retrainSpecOf } from '../support/policies.ts';
import { sqliteByHand } from '../registry/sqlite/by-hand.ts';
import { TrainingError } from '../../src/terms/errors.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';
import type { RegistryByHand } from '../contracts/registry-under-test.ts';
import type { RetrainRequest } from '../../src/core/state/retrain.ts';
import type { Trainer } from '../../src/trainers/trainer.ts';

const model = 'shop:ranker';
/** A server on which no kill switch is on. */
const client = {
  getHandle: () => ({ describe: () => Promise.resolve({ status: { name: 'COMPLETED' } }) }),
} as unknown as Parameters<typeof runActivity>[3];
const spec = retrainSpecOf();

const requestOf = (more: Partial<RetrainRequest> = {}): RetrainRequest => ({
  model,
  tenant: null,
  monitorId: `monitor/${model}`,
  retrainId: `monitor/${model}/retrain/9`,
  generation: 9,
  kind: 'soft',
  reasons: [],
  evidence: [],
  policyRevision: 1,
  dataUntil: null,
  streams: [],
  spec: { ...spec, trainer: { ...spec.trainer, name: 'fake' } },
  ...more,
});

/** Two versions, the second of them champion. */
async function withRegistry(work: (registry: ModelRegistry, byHand: RegistryByHand) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-'));
  const path = join(folder, 'registry.db');
  const registry = await openSqliteRegistry({ path });
  try {
    for (const id of ['r1', 'r2']) await registry.register(registerRequest(model, id));
    for (const [i, version] of ['1.0.0', '1.0.1'].entries())
      await registry.setAlias(aliasRequest(model, version, `c${i}`));
    await work(registry, sqliteByHand(path));
  } finally {
    await registry.close();
    await rm(folder, { recursive: true });
  }
}

function trainerThat(checkArtifact?: Trainer['checkArtifact']): Trainer {
  const never = (): never => {
    throw new Error('nothing is trained here');
  };
  return { name: 'fake', train: never, evaluate: never, ...(checkArtifact ? { checkArtifact } : {}) };
}

describe('retrain.prepare', () => {
  const prepare = (registry: ModelRegistry, request: RetrainRequest, trainer = trainerThat()) =>
    runActivity(activitiesOf({ registry, trainers: [trainer] })['retrain.prepare'], request, {}, client).result;

  it('starts from the champion that is there', async () => {
    await withRegistry(async (registry) => {
      expect(await prepare(registry, requestOf({ champion: '1.0.1' }))).toMatchObject({
        champion: { version: '1.0.1' },
      });
    });
  });

  it('refuses a registry that is older than the monitor, for monitors that can ask for its champion', async () => {
    await withRegistry(async (registry) => {
      await expect(prepare(registry, requestOf({ champion: '2.0.1', edition: 3 }))).rejects.toMatchObject({
        type: 'ChampionLostError',
        nonRetryable: true,
        message: expect.stringMatching(/no version 2\.0\.1.*own is 1\.0\.1.*adopt shop:ranker 1\.0\.1/) as string,
      });
      expect(await prepare(registry, requestOf({ champion: '2.0.1', edition: 2 }))).toHaveProperty('champion');
      // Another champion, which is there, is a choice that somebody has made.
      expect(await prepare(registry, requestOf({ champion: '1.0.0', edition: 3 }))).toHaveProperty('champion');
    });
  });

  it('refuses for good, before anything is trained, when the champion is gone', async () => {
    await withRegistry(async (registry, byHand) => {
      await byHand.deleteVersion(model, '1.0.1');
      await expect(prepare(registry, requestOf())).rejects.toMatchObject({
        type: 'ChampionLostError',
        nonRetryable: true,
        message: expect.stringMatching(/1\.0\.1.*no longer in the registry.*adopt/) as string,
      });
    });
  });

  it('refuses when the monitor knows a champion and the registry has none', async () => {
    const registry = await openSqliteRegistry({ path: ':memory:' });
    await expect(prepare(registry, requestOf({ champion: '1.0.1' }))).rejects.toMatchObject({
      type: 'ChampionLostError',
    });
    expect(await prepare(registry, requestOf({ champion: null }))).toMatchObject({ champion: null });
    await registry.close();
  });

  it('refuses when its trainer cannot read the champion, and tries again what may pass', async () => {
    const lost = trainerThat(() => Promise.reject(new TrainingError('it was overwritten', { permanent: true })));
    const busy = trainerThat(() => Promise.reject(new TrainingError('too many open files')));
    await withRegistry(async (registry) => {
      await expect(prepare(registry, requestOf(), lost)).rejects.toMatchObject({ type: 'ChampionLostError' });
      await expect(prepare(registry, requestOf(), busy)).rejects.toMatchObject({
        type: 'TrainingError',
        nonRetryable: false,
      });
    });
  });

  it('goes on without the champion where a person wants that, and says whose place is taken', async () => {
    await withRegistry(async (registry, byHand) => {
      await byHand.deleteVersion(model, '1.0.1');
      const plan = await prepare(registry, requestOf({ withoutChampion: true }));
      expect(plan).toMatchObject({ champion: null, replaces: '1.0.1' });
    });
  });

  it('refuses for good to work on another registry than the monitor knows', async () => {
    await withRegistry(async (registry) => {
      const known = await registry.identity();
      await expect(prepare(registry, requestOf({ registry: known }))).resolves.toBeDefined();
      await expect(prepare(registry, requestOf({ registry: 'another' }))).rejects.toMatchObject({
        type: 'RegistryExchangedError',
        nonRetryable: true,
      });
    });
  });
});

describe('every change of the registry', () => {
  it('is refused for now on a worker that has another registry than the monitor knows', async () => {
    await withRegistry(async (registry) => {
      const activities = activitiesOf({ registry });
      const who = { model, registry: 'another', changeId: 'x', actor: 'ada', reason: 'r' };
      const before = await registry.history(model);
      const calls = [
        runActivity(activities['retrain.promote'], { ...who, retrainId: 'r', version: '1.0.0', alias: 'champion' }),
        runActivity(activities['retrain.rollBack'], who),
        runActivity(activities['retrain.rejectChallenger'], { ...who, version: '1.0.0' }),
      ];
      for (const { result } of calls)
        await expect(result).rejects.toMatchObject({ type: 'RegistryExchangedError', nonRetryable: false });
      expect(await registry.history(model)).toEqual(before);
    });
  });
});

describe('retrain.rollBack', () => {
  it('leaves a champion that is gone', async () => {
    await withRegistry(async (registry, byHand) => {
      await byHand.deleteVersion(model, '1.0.1');
      const order = { model, changeId: 'back', from: '1.0.1', actor: 'ada', reason: '' };
      const done = await runActivity(activitiesOf({ registry })['retrain.rollBack'], order).result;
      expect(done).toMatchObject({ version: '1.0.0', previous: '1.0.1' });
    });
  });

  it('passes over what is gone, and says what to do when nothing is left', async () => {
    await withRegistry(async (registry, byHand) => {
      await registry.register(registerRequest(model, 'r3'));
      await registry.setAlias(aliasRequest(model, '1.0.2', 'c3'));
      await byHand.deleteVersion(model, '1.0.1');
      const back = activitiesOf({ registry })['retrain.rollBack'];
      const done = await runActivity(back, { model, changeId: 'b1', actor: 'ada', reason: '' }).result;
      expect(done).toMatchObject({ version: '1.0.0', previous: '1.0.2' });
      const again = runActivity(back, { model, changeId: 'b2', actor: 'ada', reason: '' }).result;
      await expect(again).rejects.toMatchObject({
        message: expect.stringMatching(/monitor adopt shop:ranker/) as string,
      });
    });
  });
});

describe('retrain.adopt', () => {
  const order = { model, changeId: 'adopt/1', version: '1.0.0', actor: 'ada', reason: '' };

  it('makes a version the champion, once, also in place of one that is gone', async () => {
    await withRegistry(async (registry, byHand) => {
      await byHand.deleteVersion(model, '1.0.1');
      const adopt = activitiesOf({ registry })['retrain.adopt'];
      const done = { version: '1.0.0', previous: '1.0.1', registry: await registry.identity() };
      expect(await runActivity(adopt, order).result).toMatchObject(done);
      expect(await runActivity(adopt, order, { attempt: 2 }).result).toMatchObject(done);
      expect(await registry.history(model, 'champion')).toHaveLength(3);
    });
  });

  it.each([
    ['', 'adopted'],
    ['data is good', 'adopted: data is good'],
  ])('with the comment %j is told as an adoption: %s', async (reason, told) => {
    await withRegistry(async (registry) => {
      await runActivity(activitiesOf({ registry })['retrain.adopt'], { ...order, reason }).result;
      expect((await registry.history(model, 'champion')).map((change) => change.reason)).toContain(told);
    });
  });

  it('refuses for good what is not there, and names what is', async () => {
    await withRegistry(async (registry) => {
      const adopt = activitiesOf({ registry })['retrain.adopt'];
      await expect(runActivity(adopt, { ...order, version: '7.0.0' }).result).rejects.toMatchObject({
        nonRetryable: true,
        message: expect.stringMatching(/`7\.0\.0`.*there are 1\.0\.1, 1\.0\.0/) as string,
      });
    });
  });
});

describe('retrain.promote', () => {
  it('of what nobody approved waits while a person has put the champion alias elsewhere', async () => {
    await withRegistry(async (registry) => {
      const moved: ModelRegistry = new Proxy(registry, {
        get: (inner, name: keyof ModelRegistry) =>
          name === 'aliased'
            ? async (...given: Parameters<ModelRegistry['aliased']>) => {
                const state = await inner.aliased(...given);
                return state && given[1] === 'champion' ? { ...state, shown: '1.0.0' } : state;
              }
            : ((inner[name] as () => unknown).bind?.(inner) ?? inner[name]),
      });
      const version = (await registry.register(registerRequest(model, 'r3'))).version;
      const promotion = {
        model,
        retrainId: 'r3',
        changeId: 'p',
        version,
        alias: 'champion',
        actor: 'a',
        reason: 'r',
      } as const;
      const promote = activitiesOf({ registry: moved })['retrain.promote'];
      const held = await runActivity(promote, { ...promotion, automatic: { tenant: null } }, {}, client).result;
      expect(held).toMatchObject({ waits: true, because: expect.stringContaining('1.0.0') as string });
      expect((await registry.aliased(model, 'champion'))?.version).toBe('1.0.1');
      expect((await registry.aliased(model, 'challenger'))?.version).toBe(version);
      await runActivity(promote, { ...promotion, changeId: 'approved' }, {}, client).result;
      expect((await registry.aliased(model, 'champion'))?.version).toBe(version);
    });
  });
});
