import type { Connection } from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { definedEnv } from '../terms/environment.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { excerpt } from '../terms/visible-text.ts';

/**
 * A connection once the server has answered. One that does not come about is closed: otherwise it would go on trying to
 * connect, and keep the process alive.
 */
export async function connected(connection: Connection): Promise<Connection> {
  try {
    await connection.ensureConnected();
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * How to reach Temporal, as the standard variables and the configuration file say.
 *
 * @param env replaces `process.env`
 * @param profile section of the file; `TEMPORAL_PROFILE` by default
 * @throws ConfigurationError when the file cannot be read or has no such profile
 */
export function readClientConfig({ env, profile }: ConfigSource = {}): ClientConnectConfig {
  const config = loadedConfig(env, profile);
  // It goes out in a header, which takes nothing else.
  if (config.namespace !== undefined && !/^[\x20-\x7E]+$/.test(config.namespace))
    throw new ConfigurationError(
      `Expected the namespace to have letters of ASCII, digits, dots, hyphens and underscores, got \`${excerpt(config.namespace, 80)}\`; correct --namespace or TEMPORAL_NAMESPACE`
    );
  return config;
}

export interface ConfigSource {
  env?: Readonly<Record<string, string | undefined>> | undefined;
  profile?: string | undefined;
}

// --- internal ---

function loadedConfig(env: ConfigSource['env'], profile: string | undefined): ClientConnectConfig {
  try {
    return loadClientConnectConfig({
      ...(profile === undefined ? {} : { profile }),
      overrideEnvVars: definedEnv(env ?? process.env),
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      `Expected the Temporal configuration of environment and file to be readable: ${why}; check TEMPORAL_CONFIG_FILE and TEMPORAL_PROFILE`,
      { cause }
    );
  }
}
