import { loadClientConnectConfig } from '@temporalio/envconfig';
import { findTemporalServer, type TemporalServer } from '../../server/find-server.ts';
import { definedEnv } from './server-options.ts';

/** Where a Temporal server listens unless somebody says otherwise. */
export const defaultAddress = 'localhost:7233';

/** The server that environment and profile name, or the one at Temporal's own default address; it must answer. */
export function configuredServer(env: NodeJS.ProcessEnv): Promise<TemporalServer> {
  const named = isServerNamed(env) ? env : { ...env, TEMPORAL_ADDRESS: defaultAddress };
  return findTemporalServer({ env: named, dev: false });
}

/** Whether environment or profile name a server. */
export function isServerNamed(env: NodeJS.ProcessEnv): boolean {
  try {
    return Boolean(loadClientConnectConfig({ overrideEnvVars: definedEnv(env) }).connectionOptions.address);
  } catch {
    // What is wrong with them is told where they are used.
    return true;
  }
}
