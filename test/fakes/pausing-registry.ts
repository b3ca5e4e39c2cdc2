import type { ModelRegistry } from '../../src/registry/registry.ts';
import type { PausePoints } from '../support/pause-points.ts';

/** The real registry, with a place to stop before and after everything that changes it. */
export function pausingRegistry(inner: ModelRegistry, points: PausePoints): ModelRegistry {
  return {
    name: inner.name,
    identity: () => inner.identity(),
    latestModel: (streamId) => inner.latestModel(streamId),
    async register(request) {
      await points.pass('register', request.model);
      const made = await inner.register(request);
      await points.pass('registered', request.model);
      return made;
    },
    async setAlias(request) {
      if (request.alias === 'champion') await points.pass('promote', request.model);
      const change = await inner.setAlias(request);
      if (request.alias === 'champion') await points.pass('promoted', request.model);
      if (request.alias === 'challenger') await points.pass('challenged', request.model);
      return change;
    },
    version: (model, version) => inner.version(model, version),
    async aliased(model, alias) {
      // The last thing that is looked up of a retrain that was ended from outside.
      if (alias === 'challenger') await points.pass('look-up', model);
      return inner.aliased(model, alias);
    },
    versions: (model) => inner.versions(model),
    history: (model, alias) => inner.history(model, alias),
    close: () => inner.close(),
  };
}
