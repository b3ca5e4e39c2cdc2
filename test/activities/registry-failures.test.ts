import { describe, expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { failingRegistry, type Failure } from '../fakes/failing-registry.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import type { Alias, ModelRegistry } from '../../src/registry/registry.ts';
import type { RegisterOrder, RetrainActivities } from '../../activities/contract.ts';

/**
 * A registry that fails once, or from some moment on for good, at every call that a promotion, a rejection or a rollback
 * makes: before the call has done anything, or after, so that its answer is lost.
 */
const model = 'shop:ranker';
const ada = { model, actor: 'ada', reason: 'because' };

const orderOf = (generation: number): RegisterOrder => ({
  model,
  retrainId: `monitor/${model}/retrain/${generation}`,
  versioning: 'patch',
  artifact: { uri: `file:///${generation}.json`, sha256: 'a'.repeat(64), bytes: 3 },
  metrics: {},
  streams: [],
  retuned: false,
  lineage: {
    parent: null,
    generation,
    kind: 'soft',
    reasons: [],
    evidence: [],
    policyRevision: 1,
    dataWindow: null,
    hyperparameters: {},
    gate: { passed: true } as RegisterOrder['lineage']['gate'],
  },
});

const promotion = (version: string, alias: 'champion' | 'challenger' = 'champion') => ({
  ...ada,
  retrainId: '-',
  changeId: `${alias}/${version}`,
  version,
  alias,
});

type Step = (activities: RetrainActivities) => Promise<unknown>;

/** 1.0.0 was champion, 1.0.1 is, 1.0.2 waits; then something happens. */
const steps: Record<string, Step> = {
  'a registration': (activities) => runActivity(activities['retrain.register'], orderOf(4)).result,
  'a promotion': (activities) => runActivity(activities['retrain.promote'], promotion('1.0.2')).result,
  'a challenge': (activities) => runActivity(activities['retrain.promote'], promotion('1.0.0', 'challenger')).result,
  'a rejection': (activities) =>
    runActivity(activities['retrain.rejectChallenger'], { ...ada, changeId: 'reject', version: '1.0.2' }).result,
  'a rollback': (activities) => runActivity(activities['retrain.rollBack'], { ...ada, changeId: 'back' }).result,
};

async function withRegistry<T>(work: (registry: ModelRegistry) => Promise<T>): Promise<T> {
  const registry = await openSqliteRegistry({ path: ':memory:', now: () => 1 });
  try {
    const activities = activitiesOf({ registry });
    for (const generation of [1, 2, 3]) await runActivity(activities['retrain.register'], orderOf(generation)).result;
    for (const version of ['1.0.0', '1.0.1'])
      await runActivity(activities['retrain.promote'], promotion(version)).result;
    await runActivity(activities['retrain.promote'], promotion('1.0.2', 'challenger')).result;
    return await work(registry);
  } finally {
    await registry.close();
  }
}

/** Everything that anybody can see in it. */
async function seen(registry: ModelRegistry): Promise<unknown> {
  const aliases: Alias[] = ['champion', 'challenger', 'previous'];
  return {
    versions: (await registry.versions(model)).map(({ version }) => version),
    aliases: await Promise.all(aliases.map(async (alias) => (await registry.aliased(model, alias))?.version)),
    history: await registry.history(model),
  };
}

/** Tried until it works, as Temporal does, or until it says that no retry helps. */
async function tried(registry: ModelRegistry, step: Step): Promise<unknown> {
  const activities = activitiesOf({ registry });
  for (;;)
    try {
      return { answer: await step(activities) };
    } catch (error) {
      if ((error as { nonRetryable?: boolean }).nonRetryable) return { refused: (error as Error).message };
    }
}

describe.each(Object.entries(steps))('%s, with a registry that fails in the middle', (_, step) => {
  it('ends as it would have, answer and all, whichever call failed once and whether it was done or not', async () => {
    const wanted = await withRegistry(async (registry) => {
      const counting = failingRegistry(registry, { call: 0, when: 'before' });
      return { end: await tried(counting, step), seen: await seen(registry), calls: counting.calls };
    });
    expect(wanted.calls).toBeGreaterThan(0);
    for (let call = 1; call <= wanted.calls; call++)
      for (const when of ['before', 'after'] satisfies Failure['when'][])
        await withRegistry(async (registry) => {
          const end = await tried(failingRegistry(registry, { call, when }), step);
          expect({ end, seen: await seen(registry) }, `call ${call}, ${when}`).toEqual({
            end: wanted.end,
            seen: wanted.seen,
          });
        });
  });

  it('that fails for good leaves all as it was, or has done what it is for and says so', async () => {
    const before = await withRegistry(seen);
    const outcomes = new Set<string>();
    for (let call = 1; call <= 8; call++)
      await withRegistry(async (registry) => {
        const end = await tried(failingRegistry(registry, { call, when: 'before', permanent: true }), step);
        const isRefused = Object.hasOwn(end as object, 'refused');
        outcomes.add(isRefused ? 'refused' : 'done');
        const after = await seen(registry);
        if (isRefused) expect(after, `call ${call}`).toEqual(before);
        else expect(after, `call ${call}`).not.toEqual(before);
      });
    expect([...outcomes].sort()).toEqual(['done', 'refused']);
  });
});

describe('retrain.rejectChallenger', () => {
  it('leaves a newer challenger alone', async () => {
    await withRegistry(async (registry) => {
      const order = { ...ada, changeId: 'late', version: '1.0.0' };
      await runActivity(activitiesOf({ registry })['retrain.rejectChallenger'], order).result;
      expect((await registry.aliased(model, 'challenger'))?.version).toBe('1.0.2');
    });
  });
});
