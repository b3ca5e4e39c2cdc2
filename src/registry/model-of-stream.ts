import { excerpt } from '../terms/visible-text.ts';
import { RegistryError } from '../terms/errors.ts';
import type { ModelRegistry } from './registry.ts';

/**
 * Finds the model that serves a data stream in the registry: for `resolveStream` of a `MonitorClient`, whose
 * `recordForStream` then sends drift of the stream to that model's monitor.
 *
 * @throws RegistryError (from the function it returns) if no version serves the stream
 *
 * @example
 * ```ts
 * const client = await MonitorClient.connect({ taskQueue: 'models', resolveStream: modelOfStream(registry) });
 * await client.recordForStream('camera-7', { type: 'dataDrift', streamId: 'camera-7', pValue: 0.001 });
 * ```
 */
export function modelOfStream(registry: Pick<ModelRegistry, 'latestModel'>): (streamId: string) => Promise<string> {
  return async (streamId) => {
    const version = await registry.latestModel(streamId);
    if (version) return version.model;
    throw new RegistryError(
      `Expected a version that serves the stream \`${excerpt(streamId, 80)}\` to be registered, found none; name it in \`streams\` of the monitor file, then retrain`,
      { permanent: true }
    );
  };
}
