import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRegistryLookup } from './registry-lookup.ts';
import { describeRegistryByHand } from './registry-by-hand.ts';
import type { RegistryUnderTest } from './registry-under-test.ts';
import { aliasRequest, expectRefusal, freshModel, lineageOf, registerRequest } from './registry-requests.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';

/** The semantics every `ModelRegistry` has. */
export function describeRegistry(name: string, start: () => Promise<RegistryUnderTest>): void {
  describe(`registry contract: ${name}`, () => {
    let subject: RegistryUnderTest;
    let registry: ModelRegistry;
    /** A second handle, as another worker process would have. */
    let other: ModelRegistry;
    beforeAll(async () => {
      subject = await start();
      registry = await subject.open();
      other = await subject.open();
    });
    afterAll(async () => {
      await registry?.close();
      await other?.close();
      await subject?.dispose();
    });

    describe('register', () => {
      it('the first version is 1.0.0 and the next bumps the semver patch', { tags: ['m16.1', 'm41.7'] }, async () => {
        const model = freshModel();
        const first = await registry.register(registerRequest(model, 'r1', { bump: 'major' }));
        const second = await registry.register(registerRequest(model, 'r2'));
        expect([first.version, second.version]).toEqual(['1.0.0', '1.0.1']);
      });

      it('a bump follows the highest version, also past 9', { tags: ['m41.7'] }, async () => {
        const model = freshModel();
        const bumps = ['patch', 'minor', 'patch', 'patch', 'major', 'minor'] as const;
        const versions: string[] = [];
        for (const [i, bump] of bumps.entries())
          versions.push((await registry.register(registerRequest(model, `r${i}`, { bump }))).version);
        expect(versions).toEqual(['1.0.0', '1.1.0', '1.1.1', '1.1.2', '2.0.0', '2.1.0']);
        for (let i = 0; i < 9; i++) await registry.register(registerRequest(model, `p${i}`));
        await registry.register(registerRequest(model, 'p9'));
        expect((await other.versions(model))[0]?.version).toBe('2.1.10');
      });

      it('what was registered is read back whole by another handle', { tags: ['m16.4'] }, async () => {
        const model = freshModel();
        const before = Date.now();
        const registered = await registry.register(registerRequest(model, 'r1', { streams: ['clicks'] }));
        const read = await other.version(model, registered.version);
        expect(read).toEqual(registered);
        expect(read).toMatchObject({
          model,
          version: '1.0.0',
          artifact: { uri: 'file:///models/r1.json', sha256: 'ab'.repeat(32), bytes: 1234 },
          metrics: { accuracy: 0.91, f1: 0.875 },
          lineage: lineageOf(),
          streams: ['clicks'],
        });
        expect(read?.createdAt).toBeGreaterThanOrEqual(before - 60_000);
        expect(read?.createdAt).toBeLessThanOrEqual(Date.now() + 60_000);
      });

      it('a version registered from a base keeps its parent', { tags: ['m23.6'] }, async () => {
        const model = freshModel();
        const base = await registry.register(registerRequest(model, 'r1'));
        await registry.register(registerRequest(model, 'r2', { lineage: lineageOf(base.version, 7) }));
        const [child] = await other.versions(model);
        expect(child?.lineage.parent).toBe('1.0.0');
        expect(child?.lineage.generation).toBe(7);
      });

      it('a repeated registration gives the first version and changes nothing', { tags: ['m16.6'] }, async () => {
        const model = freshModel();
        const first = await registry.register(registerRequest(model, 'r1'));
        const again = await other.register(
          registerRequest(model, 'r1', { attempt: 2, bump: 'major', metrics: { accuracy: 0 } })
        );
        expect(again).toEqual(first);
        expect(await registry.versions(model)).toEqual([first]);
      });

      it('a refused registration leaves no version behind', { tags: ['m16.6'] }, async () => {
        const model = freshModel();
        await expectRefusal(
          registry.register(registerRequest(model, 'r1', { metrics: { accuracy: NaN } })),
          /metrics\.accuracy.*finite/
        );
        const artifact = { uri: 'file:///m', sha256: 'nonsense', bytes: 1 };
        await expectRefusal(registry.register(registerRequest(model, 'r1', { artifact })), /sha256/);
        expect(await registry.versions(model)).toEqual([]);
      });

      it('an attempt older than the newest one seen is fenced off as a zombie', async () => {
        const model = freshModel();
        const version = await registry.register(registerRequest(model, 'r1', { attempt: 3 }));
        await expectRefusal(other.register(registerRequest(model, 'r1', { attempt: 2 })), /zombie.*fenced/);
        expect(await other.register(registerRequest(model, 'r1', { attempt: 3 }))).toEqual(version);
        expect(await other.register(registerRequest(model, 'r1', { attempt: 4 }))).toEqual(version);
        await expectRefusal(registry.register(registerRequest(model, 'r1', { attempt: 3 })), /attempt 4 has been seen/);
      });

      it('an attempt that was overtaken neither registers nor promotes', async () => {
        const model = freshModel();
        const retrainId = 'monitor/shop/retrain/2';
        await registry.register(registerRequest(model, retrainId, { attempt: 2 }));
        const token = { retrainId, attempt: 1 };
        await expectRefusal(other.setAlias(aliasRequest(model, '1.0.0', 'c1', { token })), /zombie/);
        expect(await registry.aliased(model, 'champion')).toBeUndefined();
        await other.setAlias(aliasRequest(model, '1.0.0', 'c1', { token: { retrainId, attempt: 3 } }));
        expect((await registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
        await expectRefusal(
          other.register(registerRequest(model, retrainId, { attempt: 2 })),
          /attempt 3 has been seen/
        );
      });

      it('the attempts of one retrain do not touch another', async () => {
        const model = freshModel();
        await registry.register(registerRequest(model, 'r1', { attempt: 9 }));
        expect((await registry.register(registerRequest(model, 'r2'))).version).toBe('1.0.1');
      });

      it('many registrations at once give one version each, all different', async () => {
        const model = freshModel();
        const ids = Array.from({ length: 8 }, (_, i) => `r${i}`);
        const done = await Promise.all(
          ids.map((id, i) => (i % 2 ? registry : other).register(registerRequest(model, id)))
        );
        const versions = done.map((each) => each.version).sort();
        expect(versions).toEqual(['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4', '1.0.5', '1.0.6', '1.0.7']);
        expect((await other.versions(model)).map((each) => each.version)).toEqual(versions.toReversed());
      });

      it('the same registration made many times at once gives one version', async () => {
        const model = freshModel();
        const done = await Promise.all(
          Array.from({ length: 8 }, (_, i) => (i % 2 ? registry : other).register(registerRequest(model, 'r1')))
        );
        expect(new Set(done.map((each) => each.version))).toEqual(new Set(['1.0.0']));
        expect(await registry.versions(model)).toHaveLength(1);
      });

      it('a model must be named `<project>:<name>`', { tags: ['m41.1'] }, async () => {
        for (const model of ['ranker', 'shop:ranker:1.0.0', 'shop:../../etc', 'shop:a b', '', 'shop:'])
          await expectRefusal(registry.register(registerRequest(model, 'r1')), /model/);
      });
    });

    describeRegistryLookup(() => ({ registry, other }));

    describe('setAlias', () => {
      async function withVersions(count: number): Promise<string> {
        const model = freshModel();
        for (let i = 0; i < count; i++) await registry.register(registerRequest(model, `r${i}`));
        return model;
      }

      it('an alias points where it was set, for every handle', async () => {
        const model = await withVersions(2);
        const change = await registry.setAlias(aliasRequest(model, '1.0.1', 'c1', { alias: 'challenger' }));
        expect(change).toMatchObject({
          model,
          alias: 'challenger',
          from: null,
          to: '1.0.1',
          changeId: 'c1',
          actor: 'retrain',
        });
        expect((await other.aliased(model, 'challenger'))?.version).toBe('1.0.1');
        expect(await other.aliased(model, 'champion')).toBeUndefined();
      });

      it('a champion that moves leaves its old version as `previous`, with a row of its own', async () => {
        const model = await withVersions(2);
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
        expect(await other.aliased(model, 'previous')).toBeUndefined();
        await registry.setAlias(aliasRequest(model, '1.0.1', 'c2'));
        expect((await other.aliased(model, 'champion'))?.version).toBe('1.0.1');
        expect((await other.aliased(model, 'previous'))?.version).toBe('1.0.0');
        const rows = (await other.history(model)).map((row) => [row.alias, row.from, row.to, row.changeId]);
        expect(rows).toEqual([
          ['champion', null, '1.0.0', 'c1'],
          ['champion', '1.0.0', '1.0.1', 'c2'],
          ['previous', null, '1.0.0', 'c2'],
        ]);
        expect(await other.history(model, 'previous')).toHaveLength(1);
      });

      it('a rollback swaps champion and previous', async () => {
        const model = await withVersions(2);
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
        await registry.setAlias(aliasRequest(model, '1.0.1', 'c2'));
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c3', { expected: '1.0.1', reason: 'rolled back' }));
        expect((await registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
        expect((await registry.aliased(model, 'previous'))?.version).toBe('1.0.1');
      });

      it('a repeated change id gives the first answer and changes nothing', async () => {
        const model = await withVersions(3);
        const first = await registry.setAlias(aliasRequest(model, '1.0.0', 'c1', { expected: null }));
        await registry.setAlias(aliasRequest(model, '1.0.1', 'c2', { expected: '1.0.0' }));
        const again = await other.setAlias(aliasRequest(model, '1.0.0', 'c1', { expected: null }));
        expect(again).toEqual(first);
        expect((await registry.aliased(model, 'champion'))?.version).toBe('1.0.1');
        expect(await registry.history(model)).toHaveLength(3);
      });

      it('a change id used for something else is refused', async () => {
        const model = await withVersions(2);
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
        await expectRefusal(registry.setAlias(aliasRequest(model, '1.0.1', 'c1')), /change id `c1`/);
        await expectRefusal(
          registry.setAlias(aliasRequest(model, '1.0.0', 'c1', { alias: 'challenger' })),
          /change id/
        );
        await expectRefusal(registry.setAlias(aliasRequest(model, '1.0.0', 'c1', { expected: null })), /change id/);
      });

      it('a change is refused when the alias does not point where it was expected to', async () => {
        const model = await withVersions(2);
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
        await expectRefusal(
          registry.setAlias(aliasRequest(model, '1.0.1', 'c2', { expected: null })),
          /found `1\.0\.0`/
        );
        await expectRefusal(
          registry.setAlias(aliasRequest(model, '1.0.1', 'c2', { expected: '1.0.1' })),
          /found `1\.0\.0`/
        );
        await registry.setAlias(aliasRequest(model, '1.0.1', 'c3', { expected: '1.0.0' }));
        expect((await registry.history(model, 'champion')).map((row) => row.to)).toEqual(['1.0.0', '1.0.1']);
      });

      it('of many changes that expect the same, exactly one wins', async () => {
        const model = await withVersions(5);
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c0'));
        const results = await Promise.allSettled(
          [1, 2, 3, 4].map((i) =>
            (i % 2 ? registry : other).setAlias(aliasRequest(model, `1.0.${i}`, `c${i}`, { expected: '1.0.0' }))
          )
        );
        expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
        expect(await other.history(model, 'champion')).toHaveLength(2);
        const winner = results.findIndex((each) => each.status === 'fulfilled') + 1;
        expect((await other.aliased(model, 'champion'))?.version).toBe(`1.0.${winner}`);
      });

      it('an alias can be taken away', async () => {
        const model = await withVersions(1);
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c1', { alias: 'challenger' }));
        const change = await registry.setAlias(aliasRequest(model, null, 'c2', { alias: 'challenger' }));
        expect([change.from, change.to]).toEqual(['1.0.0', null]);
        expect(await other.aliased(model, 'challenger')).toBeUndefined();
      });

      it('whoever asks may be called anything, and is told by another handle as the first answer told', async () => {
        const model = await withVersions(1);
        // A comment that was cut in the middle of a symbol ends with half of it.
        const odd = { actor: 'ana \u{1F600}'.slice(0, -1), reason: 'half\udc00 a pair, \u{1F600}, \u0000, \u202e, \n' };
        const change = await registry.setAlias(aliasRequest(model, '1.0.0', 'c1', odd));
        expect(change.reason).toContain('a pair, \u{1F600}');
        expect(await registry.setAlias(aliasRequest(model, '1.0.0', 'c1', odd))).toEqual(change);
        expect(await other.history(model, 'champion')).toEqual([change]);
      });

      it('an unknown version or model is refused', async () => {
        const model = await withVersions(1);
        await expectRefusal(registry.setAlias(aliasRequest(model, '9.9.9', 'c1')), /`9\.9\.9`.*registered/);
        await expectRefusal(registry.setAlias(aliasRequest(freshModel(), '1.0.0', 'c1')), /registered/);
        await expectRefusal(registry.setAlias(aliasRequest(freshModel(), null, 'c1')), /registered/);
        expect(await registry.history(model)).toEqual([]);
      });

      it('setting an alias to where it points is told in the history and moves nothing else', async () => {
        const model = await withVersions(1);
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
        await registry.setAlias(aliasRequest(model, '1.0.0', 'c2'));
        expect(await registry.aliased(model, 'previous')).toBeUndefined();
        expect((await registry.history(model)).map((row) => [row.from, row.to])).toEqual([
          [null, '1.0.0'],
          ['1.0.0', '1.0.0'],
        ]);
      });
    });

    describeRegistryByHand(() => ({ subject, registry, other }));

    it('a closed registry says so', async () => {
      const closing = await subject.open();
      await closing.close();
      await closing.close();
      await expectRefusal(closing.versions('shop:ranker'), /closed/);
    });
  });
}
