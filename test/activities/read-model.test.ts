import { describe, expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { modelCard, reignsOf } from '../../activities/read-model.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { soundOutcome } from '../support/messages.ts';
import type { AliasChange, ModelRegistry } from '../../src/registry/registry.ts';

const model = 'shop:ranker';

async function withVersions(count: number, work: (registry: ModelRegistry) => Promise<void>): Promise<void> {
  const registry = await openSqliteRegistry({ path: ':memory:' });
  try {
    for (let generation = 1; generation <= count; generation++)
      await registry.register({
        model,
        retrainId: `monitor/${model}/retrain/${generation}`,
        attempt: 1,
        bump: 'minor',
        artifact: { uri: `file:///models/${generation}`, sha256: 'ab'.repeat(32), bytes: 7 },
        metrics: { accuracy: 0.8 + generation / 1_000 },
        lineage: {
          parent: generation === 1 ? null : `1.${generation - 2}.0`,
          generation,
          kind: 'soft',
          reasons: [{ type: 'manual', at: 1, text: `because ${generation}` }],
          evidence: [],
          policyRevision: 1,
          dataWindow: null,
          hyperparameters: { depth: generation },
          gate: soundOutcome(generation).gate ?? null,
        },
      });
    await work(registry);
  } finally {
    await registry.close();
  }
}

const set = (registry: ModelRegistry, alias: 'champion' | 'challenger', version: string, actor = 'ada') =>
  registry.setAlias({ model, alias, version, changeId: `${alias}/${version}/${actor}`, actor, reason: `by ${actor}` });

describe('retrain.readModel', () => {
  it('tells the versions newest first, with alias, parent, reason, metrics of both sides, gate and artifact', async () => {
    await withVersions(3, async (registry) => {
      await set(registry, 'champion', '1.1.0');
      await set(registry, 'challenger', '1.2.0');
      const read = activitiesOf({ registry })['retrain.readModel'];
      const card = await runActivity(read, { model, versions: 2, reigns: 5 }).result;
      expect(card).toMatchObject({
        model,
        registry: 'sqlite :memory:',
        champion: '1.1.0',
        challenger: '1.2.0',
        more: 1,
      });
      expect(card.versions.map(({ version, aliases }) => [version, aliases])).toEqual([
        ['1.2.0', ['challenger']],
        ['1.1.0', ['champion']],
      ]);
      expect(card.serving).toEqual(card.versions[1]);
      expect(card.versions[0]).toMatchObject({
        artifact: { uri: 'file:///models/3' },
        lineage: { parent: '1.1.0', reasons: ['because 3'], hyperparameters: { depth: 3 } },
        gate: {
          passed: true,
          samples: 300,
          metrics: [{ metric: 'accuracy', champion: 0.9, challenger: 0.9 }],
          gate: [{ rule: 'floor', passed: true, text: 'fine' }],
        },
      });
    });
  });

  it('says that nothing serves, and that there is no version, of a model that nobody knows', async () => {
    await withVersions(0, async (registry) => {
      expect(await modelCard(registry, { model: 'shop:none', versions: 5, reigns: 5 })).toEqual({
        model: 'shop:none',
        registry: 'sqlite :memory:',
        champion: null,
        challenger: null,
        previous: null,
        serving: null,
        versions: [],
        more: 0,
        reigns: [],
      });
    });
  });

  it('calls previous where a rollback would go, and nothing where it would be refused', async () => {
    await withVersions(3, async (registry) => {
      const previous = async (): Promise<unknown> => {
        const card = await modelCard(registry, { model, versions: 5, reigns: 0 });
        const marked = card.versions.filter(({ aliases }) => aliases.includes('previous'));
        expect(marked.map(({ version }) => version)).toEqual(card.previous === null ? [] : [card.previous]);
        return card.previous;
      };
      await set(registry, 'champion', '1.0.0');
      expect(await previous()).toBeNull();
      await set(registry, 'champion', '1.1.0');
      expect(await previous()).toBe('1.0.0');
      // As rollbacks of before have left it: the registry's own alias is on the version that was rolled back.
      await set(registry, 'champion', '1.0.0', 'bob');
      expect((await registry.aliased(model, 'previous'))?.version).toBe('1.1.0');
      expect(await previous()).toBeNull();
    });
  });

  it('tells no more than a server takes in one answer', async () => {
    await withVersions(1, async (registry) => {
      const [one] = await registry.versions(model);
      const big = { ...one!, streams: Array.from({ length: 20 }, () => 'x'.repeat(250)) };
      const many = {
        ...registry,
        name: 'many',
        aliased: () => Promise.resolve(undefined),
        history: () => Promise.resolve([]),
      };
      const versions = (): Promise<(typeof big)[]> => Promise.resolve(Array.from({ length: 1_000 }, () => big));
      const card = await modelCard(
        { ...many, versions },
        {
          model,
          versions: 500,
          reigns: 0,
        }
      );
      expect(JSON.stringify(card).length).toBeLessThan(1.1 * 1_024 * 1_024);
      expect(card.versions.length + card.more).toBe(1_000);
      expect(card.versions.length).toBeGreaterThan(50);
    });
  });
});

describe('reignsOf', () => {
  const change = (from: string | null, to: string | null, at: number, actor = 'ada'): AliasChange => ({
    model,
    alias: 'champion',
    from,
    to,
    at,
    changeId: String(at),
    reason: `because of ${at}`,
    actor,
  });

  it('tells who served from when until when, newest first, with who made it so and why', () => {
    const history = [change(null, '1.0.0', 1), change('1.0.0', '1.1.0', 5, 'bob'), change('1.1.0', '1.0.0', 9)];
    expect(reignsOf(history)).toEqual([
      { version: '1.0.0', from: 9, until: null, actor: 'ada', reason: 'because of 9' },
      { version: '1.1.0', from: 5, until: 9, actor: 'bob', reason: 'because of 5' },
      { version: '1.0.0', from: 1, until: 5, actor: 'ada', reason: 'because of 1' },
    ]);
  });

  it('counts a change that changes nothing for none, and tells of a time without a champion', () => {
    const history = [change(null, '1.0.0', 1), change('1.0.0', '1.0.0', 2), change('1.0.0', null, 3)];
    expect(reignsOf(history).map(({ version, until }) => [version, until])).toEqual([
      [null, null],
      ['1.0.0', 3],
    ]);
  });
});
