import { rm } from 'node:fs/promises';
import type { ConnectionOptions } from '@temporalio/client';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { ConfigurationError, ServerUnavailableError } from '../terms/errors.ts';
import { nameNone } from './probe-address.ts';
import { checkServer } from './check-server.ts';
import { readClientConfig } from './client-config.ts';
import { findTemporalBinary, type FindBinaryOptions } from './binary/find-binary.ts';
import { startDevServer, type DevServerOptions } from './start-dev-server.ts';

export interface FindServerOptions extends FindBinaryOptions {
  /** How to start a dev server when none is configured; `false` never starts one. @default {} */
  dev?: DevServerOptions | false;
}

export interface TemporalServer {
  address: string;
  namespace: string;
  /** For `Connection.connect` and `NativeConnection.connect`: address, TLS, API key, headers. */
  connectionOptions: ClientConnectConfig['connectionOptions'] & ConnectionOptions;
  /** `configured`: one that was running; `dev-server`: ours, which ends with this process. */
  source: 'configured' | 'dev-server';
  /** Temporal's web page, known for a dev server only. */
  uiUrl: string | undefined;
  /** Stops a dev server; leaves a configured server alone. */
  stop(): Promise<void>;
}

/**
 * The server to use: the one that `TEMPORAL_ADDRESS` or a profile names (it must answer), else a dev server, started
 * here with the first `temporal` program that can be found or fetched (see `findTemporalBinary`).
 */
export async function findTemporalServer(options: FindServerOptions): Promise<TemporalServer> {
  const configured = loadConfig(options.env);
  if (configured.connectionOptions.address) return useConfigured(configured, options.dev !== false);
  if (options.dev === false)
    throw new ServerUnavailableError(
      'No Temporal server is configured: set TEMPORAL_ADDRESS, or TEMPORAL_PROFILE to a profile with an address'
    );

  const { onProgress = () => undefined, signal } = options;
  const binary = await findTemporalBinary(options);
  onProgress(`starting a Temporal dev server with ${binary.path}`);
  const namespace = options.dev?.namespace ?? configured.namespace;
  const removeBinary = async (): Promise<void> => {
    if (binary.temporary !== undefined) await rm(binary.temporary, { recursive: true, force: true });
  };
  const server = await startDevServer({ signal, ...options.dev, namespace, binary: binary.path }).catch(
    async (error: unknown) => {
      await removeBinary();
      throw error;
    }
  );
  onProgress(
    `the Temporal dev server answers at ${server.address}${server.uiUrl ? `, its page is ${server.uiUrl}` : ''}`
  );
  return {
    address: server.address,
    namespace: server.namespace,
    connectionOptions: { address: server.address },
    source: 'dev-server',
    uiUrl: server.uiUrl,
    stop: async () => {
      await server.stop();
      await removeBinary();
    },
  };
}

// --- internal ---

function loadConfig(env: NodeJS.ProcessEnv): ClientConnectConfig {
  const config = readClientConfig({ env });
  const { address, apiKey, tls } = config.connectionOptions;
  if (!address && (apiKey || tls))
    throw new ConfigurationError(
      'Expected TEMPORAL_ADDRESS to be set along with TEMPORAL_API_KEY or TEMPORAL_TLS settings, got none: set it, or unset those'
    );

  return config;
}

async function useConfigured(config: ClientConnectConfig, startsOtherwise: boolean): Promise<TemporalServer> {
  const connectionOptions = config.connectionOptions as TemporalServer['connectionOptions'];
  const namespace = config.namespace ?? 'default';
  await checkServer(connectionOptions, namespace, startsOtherwise ? { next: nameNone } : {});
  return {
    address: connectionOptions.address as string,
    namespace,
    connectionOptions,
    source: 'configured',
    uiUrl: undefined,
    stop: () => Promise.resolve(),
  };
}
