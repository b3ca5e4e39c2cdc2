import { z } from 'zod';
import { durationSchema } from '../config/schema/field-schemas.ts';
import { strict } from '../config/schema/strict.ts';
import { prometheusSource } from '../sources/prometheus-source.ts';
import { makeFromFile, textOrEnv } from './owner-file.ts';
import type { MetricSource } from '../sources/metric-source.ts';

/**
 * The sources of metrics in a file that the worker's owner writes: `sources: [{ type: prometheus, name: prometheus,
 * url: http://prometheus:9090, headers: { Authorization: { env: PROMETHEUS_AUTHORIZATION } } }]`.
 *
 * @param env where `{ env: NAME }` is looked up: secrets do not belong in files
 * @throws ConfigurationError that names the file and everything wrong with the first faulty source
 */
export function loadSources(path: string, env: NodeJS.ProcessEnv): Promise<MetricSource[]> {
  return makeFromFile<MetricSource>(path, 'sources', {
    prometheus: (given) => {
      const { timeout, headers = {}, ...rest } = schemaFor(env).parse(given);
      return prometheusSource({ ...rest, headers, ...(timeout === undefined ? {} : { timeoutMs: timeout }) });
    },
  });
}

// --- internal ---

function schemaFor(env: NodeJS.ProcessEnv) {
  const text = textOrEnv(env);
  const shape = {
    name: z.string().min(1),
    url: text,
    headers: z.record(z.string().min(1), text).optional(),
    timeout: durationSchema.optional(),
  };
  return strict(shape, 'an object with the options of the source');
}
