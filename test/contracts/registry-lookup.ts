import { describe, expect, it } from 'vitest';
import type { ModelRegistry, ModelVersion } from '../../src/registry/registry.ts';
import { freshModel, registerRequest } from './registry-requests.ts';

/** How versions and models are found in any registry. `other` is a second handle, as another worker would have. */
export function describeRegistryLookup(open: () => { registry: ModelRegistry; other: ModelRegistry }): void {
  describe('lookup', () => {
    it('what does not exist is undefined or empty', async () => {
      const { registry } = open();
      const model = freshModel();
      expect(await registry.version(model, '1.0.0')).toBeUndefined();
      expect(await registry.aliased(model, 'champion')).toBeUndefined();
      expect(await registry.versions(model)).toEqual([]);
      expect(await registry.history(model)).toEqual([]);
    });

    it('no name that is known to be used is given again, though the registry has it no longer', async () => {
      const { registry, other } = open();
      const model = freshModel();
      const named = async (id: string, above: string): Promise<string> =>
        (await registry.register(registerRequest(model, id, { above }))).version;
      // As in an older copy of a registry, or an empty one.
      expect(await named('r1', '2.0.1')).toBe('2.0.2');
      expect(await named('r2', '2.0.1')).toBe('2.0.3');
      expect(await named('r3', '')).toBe('2.0.4');
      expect(await named('r4', 'not a version')).toBe('2.0.5');
      expect(await named('r1', '9.0.0')).toBe('2.0.2');
      expect((await other.register(registerRequest(model, 'r5', { above: '3.1.0', bump: 'minor' }))).version).toBe(
        '3.2.0'
      );
      expect((await other.versions(model)).map(({ version }) => version)).toEqual([
        '3.2.0',
        '2.0.5',
        '2.0.4',
        '2.0.3',
        '2.0.2',
      ]);
    });

    it('latestModel gives the newest version of the model that serves a stream', { tags: ['m23.6'] }, async () => {
      const { registry, other } = open();
      const [ranker, filter] = [freshModel(), freshModel()];
      const [clicks, mails] = [`${ranker}/clicks`, `${ranker}/mails`];
      await registry.register(registerRequest(ranker, 'r1', { streams: [clicks] }));
      await registry.register(registerRequest(filter, 'r1', { streams: [mails, `${mails}'s "spam"`] }));
      await registry.register(registerRequest(ranker, 'r2'));
      const found = (version: ModelVersion | undefined) => [version?.model, version?.version];
      expect(found(await other.latestModel(clicks))).toEqual([ranker, '1.0.1']);
      expect(found(await other.latestModel(mails))).toEqual([filter, '1.0.0']);
      expect(found(await other.latestModel(`${mails}'s "spam"`))).toEqual([filter, '1.0.0']);
      expect(await other.latestModel(`${mails}/of nobody`)).toBeUndefined();
    });

    it('streams are taken over from the version before unless others are given', async () => {
      const { registry } = open();
      const model = freshModel();
      const stream = `${model}/s`;
      await registry.register(registerRequest(model, 'r1', { streams: [stream, stream] }));
      expect((await registry.register(registerRequest(model, 'r2'))).streams).toEqual([stream]);
      expect((await registry.register(registerRequest(model, 'r3', { streams: [] }))).streams).toEqual([]);
    });
  });
}
