import { z } from 'zod';
import { durationSchema } from '../config/schema/field-schemas.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { prometheusSource } from '../sources/prometheus-source.ts';
import { makeFromFile } from './owner-file.ts';
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
      const result = schemaFor(env).safeParse(given);
      if (!result.success) throw faulty(result.error);
      const { timeout, headers = {}, ...rest } = result.data;
      return prometheusSource({ ...rest, headers, ...(timeout === undefined ? {} : { timeoutMs: timeout }) });
    },
  });
}

// --- internal ---

function schemaFor(env: NodeJS.ProcessEnv) {
  const secret = z.strictObject({ env: z.string().min(1) }).transform(({ env: name }, context) => {
    const value = env[name];
    if (value) return value;
    context.addIssue({ code: 'custom', message: `the environment has no variable \`${name}\``, input: name });
    return z.NEVER;
  });
  const text = z.union([z.string().min(1), secret]);
  return z.strictObject({
    name: z.string().min(1),
    url: text,
    headers: z.record(z.string().min(1), text).optional(),
    timeout: durationSchema.optional(),
  });
}

function faulty({ issues }: z.ZodError): ConfigurationError {
  const faults = issues.map(({ path, message, ...issue }) => {
    const inner = 'errors' in issue ? issue.errors.flat().find(({ code }) => code === 'custom') : undefined;
    return `\`${path.join('.') || '.'}\`: ${inner?.message ?? message}`;
  });
  return new ConfigurationError(`Expected the options of the prometheus source to be valid: ${faults.join('; ')}`);
}
