import { readClientConfig } from '../../server/client-config.ts';
import type { TemporalServer } from '../../server/find-server.ts';

/** The default address of a Temporal server. */
export const defaultAddress = 'localhost:7233';

/** The server that the environment or profile names, or the one at Temporal's default address; it must answer. */
export async function configuredServer(env: NodeJS.ProcessEnv): Promise<TemporalServer> {
  const { findTemporalServer } = await import('../../server/find-server.ts');
  const named = isServerNamed(env) ? env : { ...env, TEMPORAL_ADDRESS: defaultAddress };
  return findTemporalServer({ env: named, dev: false });
}

/**
 * The address that the environment or profile names, or Temporal's default.
 *
 * @throws ConfigurationError when the configuration file cannot be read
 */
export function configuredAddress(env: NodeJS.ProcessEnv): string {
  return readClientConfig({ env }).connectionOptions.address ?? defaultAddress;
}

/** Whether the environment or profile names a server. */
export function isServerNamed(env: NodeJS.ProcessEnv): boolean {
  try {
    return Boolean(readClientConfig({ env }).connectionOptions.address);
  } catch {
    // The code that uses them reports their faults.
    return true;
  }
}
