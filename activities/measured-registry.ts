import { metricMeter } from '@temporalio/activity';
import { isRetrainError } from '../src/terms/errors.ts';
import { workerMetrics } from '../src/terms/worker-metrics.ts';
import type { ModelRegistry } from '../src/registry/registry.ts';

/** The same registry; the worker's metrics tell how long it takes to answer an activity, and how. */
export function measuredRegistry(registry: ModelRegistry): ModelRegistry {
  const { name } = registry;
  return {
    name,
    identity: () => measured('identity', () => registry.identity()),
    register: (request) => measured('register', () => registry.register(request)),
    version: (model, version) => measured('version', () => registry.version(model, version)),
    aliased: (model, alias) => measured('aliased', () => registry.aliased(model, alias)),
    latestModel: (stream) => measured('latestModel', () => registry.latestModel(stream)),
    versions: (model) => measured('versions', () => registry.versions(model)),
    setAlias: (request) => measured('setAlias', () => registry.setAlias(request)),
    history: (model, alias) => measured('history', () => registry.history(model, alias)),
    close: () => registry.close(),
  };
}

// --- internal ---

/** `refused`: a retry cannot help; `failed`: it may. */
async function measured<T>(operation: string, call: () => Promise<T>): Promise<T> {
  const began = performance.now();
  let outcome = 'ok';
  try {
    return await call();
  } catch (error) {
    outcome = isRetrainError(error, 'RegistryError') && error.permanent ? 'refused' : 'failed';
    throw error;
  } finally {
    const name = 'temporal_retrain_registry_seconds';
    const seconds = (performance.now() - began) / 1_000;
    metricMeter.createHistogram(name, 'float', 's', workerMetrics[name].help).record(seconds, { operation, outcome });
  }
}
