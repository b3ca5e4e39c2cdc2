import { readClientConfig } from '../../server/client-config.ts';
import { findTemporalServer, type TemporalServer } from '../../server/find-server.ts';

/** The default address of a Temporal server. */
export const defaultAddress = 'localhost:7233';

/** The server that the environment or profile names, or the one at Temporal's default address; it must answer. */
export function configuredServer(env: NodeJS.ProcessEnv): Promise<TemporalServer> {
  const named = isServerNamed(env) ? env : { ...env, TEMPORAL_ADDRESS: defaultAddress };
  return findTemporalServer({ env: named, dev: false });
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
