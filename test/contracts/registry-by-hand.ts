import { describe, expect, it } from 'vitest';
import type { ModelRegistry } from '../../src/registry/registry.ts';
import { aliasRequest, expectRefusal, freshModel, registerRequest } from './registry-requests.ts';
import type { RegistryUnderTest } from './registry-under-test.ts';

interface Open {
  subject: RegistryUnderTest;
  registry: ModelRegistry;
  other: ModelRegistry;
}

/** What every registry holds to when people have been at it with its own tools. */
export function describeRegistryByHand(open: () => Open): void {
  describe('as people leave it', () => {
    async function withChampion(count: number): Promise<string> {
      const { registry } = open();
      const model = freshModel();
      for (let i = 0; i < count; i++) await registry.register(registerRequest(model, `r${i}`));
      await registry.setAlias(aliasRequest(model, `1.0.${count - 1}`, 'c1'));
      return model;
    }

    it.each([
      ['the only version', 1, '1.0.0', '1.0.1'],
      ['the highest of several', 3, '1.0.2', '1.0.3'],
    ])('the name of %s is never given again once somebody has deleted it', async (_, count, gone, next) => {
      const { registry, other, subject } = open();
      const model = await withChampion(count);
      await subject.byHand.deleteVersion(model, gone);
      expect((await other.register(registerRequest(model, 'next'))).version).toBe(next);
      expect(await registry.version(model, gone)).toBeUndefined();
    });

    it('nor is the name of one that never had an alias', async () => {
      const { registry, other, subject } = open();
      const model = freshModel();
      for (const id of ['r1', 'r2', 'r3']) await registry.register(registerRequest(model, id));
      await subject.byHand.deleteVersion(model, '1.0.2');
      await subject.byHand.deleteVersion(model, '1.0.1');
      expect((await other.register(registerRequest(model, 'r4', { bump: 'minor' }))).version).toBe('1.1.0');
      await subject.byHand.deleteVersion(model, '1.1.0');
      await subject.byHand.deleteVersion(model, '1.0.0');
      expect((await registry.register(registerRequest(model, 'r5'))).version).toBe('1.1.1');
    });

    it('an alias whose version is gone still says which it was, and that it is gone', async () => {
      const { registry, other, subject } = open();
      const model = await withChampion(2);
      await subject.byHand.deleteVersion(model, '1.0.1');
      expect(await registry.aliased(model, 'champion')).toEqual({ version: '1.0.1' });
      await registry.register(registerRequest(model, 'next'));
      expect(await other.aliased(model, 'champion')).toEqual({ version: '1.0.1' });
    });

    it('a champion that is gone can be left: for one that is there, and by nobody who expects another', async () => {
      const { registry, other, subject } = open();
      const model = await withChampion(2);
      await subject.byHand.deleteVersion(model, '1.0.1');
      await expectRefusal(registry.setAlias(aliasRequest(model, '1.0.0', 'c2', { expected: null })), /found `1\.0\.1`/);
      const change = await registry.setAlias(aliasRequest(model, '1.0.0', 'c3', { expected: '1.0.1' }));
      expect([change.from, change.to]).toEqual(['1.0.1', '1.0.0']);
      expect((await other.aliased(model, 'champion'))?.found?.version).toBe('1.0.0');
      expect(await other.aliased(model, 'previous')).toEqual({ version: '1.0.1' });
    });

    it('an alias that points at what was deleted cannot be set', async () => {
      const { registry, subject } = open();
      const model = await withChampion(2);
      await subject.byHand.deleteVersion(model, '1.0.0');
      await expectRefusal(registry.setAlias(aliasRequest(model, '1.0.0', 'c2')), /`1\.0\.0`.*registered/);
    });

    it('every handle sees the same identity, and another registry has another', async () => {
      const { registry, other, subject } = open();
      const another = await subject.openAnother();
      const id = await registry.identity();
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      expect(await other.identity()).toBe(id);
      expect(await another.identity()).not.toBe(id);
      await another.close();
    });

    it('an alias that nobody has touched shows what was set', async () => {
      const { other } = open();
      expect(await other.aliased(await withChampion(2), 'champion')).not.toHaveProperty('shown');
    });

    it('an alias that a person has moved is told, and stays where it is whatever else is changed', async (context) => {
      const { registry, other, subject } = open();
      const move = subject.byHand.moveAlias;
      if (!move) return context.skip();
      const model = await withChampion(3);
      await move(model, 'champion', '1.0.0');
      expect(await other.aliased(model, 'champion')).toMatchObject({ version: '1.0.2', shown: '1.0.0' });
      await registry.setAlias(aliasRequest(model, '1.0.1', 'c2', { alias: 'challenger' }));
      expect(await other.aliased(model, 'champion')).toMatchObject({ version: '1.0.2', shown: '1.0.0' });
      await registry.setAlias(aliasRequest(model, '1.0.1', 'c3'));
      expect(await other.aliased(model, 'champion')).not.toHaveProperty('shown');
      expect((await other.aliased(model, 'champion'))?.version).toBe('1.0.1');
    });

    it.for([
      ['before there was one of ours', false],
      ['when there had been one', true],
    ] as const)(
      'a challenger that a person has named %s is not moved by the next one, nor taken away',
      async ([, hasOurs], context) => {
        const { registry, other, subject } = open();
        const move = subject.byHand.moveAlias;
        if (!move) return context.skip();
        const challenger = { alias: 'challenger' } as const;
        const model = await withChampion(3);
        if (hasOurs) await registry.setAlias(aliasRequest(model, '1.0.1', 'c2', challenger));
        await move(model, 'challenger', '1.0.0');
        await registry.setAlias(aliasRequest(model, '1.0.1', 'c3', challenger));
        expect(await other.aliased(model, 'challenger')).toMatchObject({ version: '1.0.1', shown: '1.0.0' });
        await registry.setAlias(aliasRequest(model, null, 'c4', challenger));
        expect(await other.aliased(model, 'challenger')).toMatchObject({ version: null, shown: '1.0.0' });
        // With that the person has taken it back.
        await move(model, 'challenger', null);
        await registry.setAlias(aliasRequest(model, '1.0.1', 'c5', challenger));
        const state = await other.aliased(model, 'challenger');
        expect(state?.version).toBe('1.0.1');
        expect(state).not.toHaveProperty('shown');
      }
    );

    it('an alias that a person has set where there was none, or taken away, is told', async (context) => {
      const { registry, other, subject } = open();
      const move = subject.byHand.moveAlias;
      if (!move) return context.skip();
      const model = freshModel();
      await registry.register(registerRequest(model, 'r1'));
      await move(model, 'champion', '1.0.0');
      expect(await other.aliased(model, 'champion')).toEqual({ version: null, shown: '1.0.0' });
      await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
      expect(await other.aliased(model, 'champion')).not.toHaveProperty('shown');
      await move(model, 'champion', null);
      expect(await other.aliased(model, 'champion')).toMatchObject({ version: '1.0.0', shown: null });
    });
  });
}
