import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  type ClientOptions,
  type ConnectionOptions,
} from '@temporalio/client';
import { attempts, CallsToMake, type Retries } from './calls/attempts.ts';
import { connected, readClientConfig } from '../server/client-config.ts';
import { ServerUnavailableError } from '../terms/errors.ts';
import { tooLarge } from '../server/grpc-status.ts';
import { notUnderstoodAt, probeAddress, probeTls } from '../server/probe-address.ts';

/**
 * How to reach the Temporal server. Everything is optional: the standard variables and the configuration file apply.
 *
 * @example
 * ```ts
 * const client = await MonitorClient.connect({ address: 'localhost:7233', namespace: 'default', lazy: true });
 * ```
 */
export interface ConnectOptions {
  /**
   * Replaces `process.env` (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, …).
   * @default `process.env`
   */
  env?: Record<string, string>;
  /** Section of the TOML configuration file. @default `TEMPORAL_PROFILE`, else `default` */
  profile?: string;
  /** Overrides environment and file. @default what they say */
  address?: string;
  /** Overrides environment and file. @default what they say */
  namespace?: string;
  /** How long to wait for the server. @default 10000 */
  connectTimeoutMs?: number;
  /** Connects on the first call, so that a service with a spool starts and records without a server. @default false */
  lazy?: boolean;
  /** Data converter, interceptors, identity and the like. @default the SDK's */
  clientOptions?: Omit<ClientOptions, 'connection' | 'namespace'>;
}

/**
 * A Temporal client from the standard environment variables and configuration file.
 *
 * @throws ServerUnavailableError when no server answers, with the address that was tried
 */
export async function connectClient(options: ConnectOptions = {}): Promise<Client> {
  const { connectionOptions, namespace } = readEnvironment(options);
  const address = connectionOptions.address ?? 'localhost:7233';
  const timeoutMs = options.connectTimeoutMs ?? 10_000;
  const clientWithin = (connectTimeout: number): Client => {
    const connection = lazyConnection({ ...connectionOptions, connectTimeout });
    return new Client({ ...options.clientOptions, connection, namespace });
  };
  if (options.lazy) return clientWithin(timeoutMs);
  const deadline = performance.now() + timeoutMs;
  const next = 'start one (`temporal-retrain dev`), or set TEMPORAL_ADDRESS';
  // Beside the rest, as no time is left once that has failed.
  const probed = probeAddress(address, process.env, { timeoutMs, next }).catch((error: Error) => error);
  await probeTls(address, connectionOptions, process.env, { timeoutMs: Math.min(timeoutMs, 5_000), next });
  const leftMs = Math.max(1, Math.ceil(deadline - performance.now()));
  try {
    const client = clientWithin(leftMs);
    await connected(client.connection as Connection);
    return client;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const fault = await probed;
    if (fault) throw fault;
    throw new ServerUnavailableError(notUnderstoodAt(address, connectionOptions, why, next), { cause });
  }
}

/** A connection in our way, once the server has answered. */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  return connected(lazyConnection(options));
}

// --- internal ---

/**
 * Long histories come through, what fails for good is not tried again, and what is tried again on a connection that was
 * closed fails there, at once. For each connection of a process that lives on.
 */
function lazyConnection(options: ConnectionOptions): Connection {
  const calls = new CallsToMake();
  const connection = Connection.lazy({
    interceptors: [attempts(retries, calls)],
    ...options,
    channelArgs: { ...channelArgs, ...options.channelArgs },
  });
  const close = connection.close.bind(connection);
  connection.close = async () => {
    await close();
    calls.close();
  };
  return connection;
}

/** A monitor that nobody has processed for long has a history of many MiB, which a server sends in one page. */
const channelArgs = { 'grpc.max_receive_message_length': 128 * 1024 * 1024 };

const usual = defaultGrpcRetryOptions();
/** As the SDK does, but for a message that is too large: it is so the tenth time too. */
const retries: Retries = {
  ...usual,
  retryableDecider: (attempt, status) => tooLarge(status) === undefined && usual.retryableDecider(attempt, status),
};

function readEnvironment(options: ConnectOptions): { connectionOptions: ConnectionOptions; namespace: string } {
  const { address, namespace } = options;
  const loaded = readClientConfig(options);
  const connectionOptions = { ...loaded.connectionOptions, ...(address === undefined ? {} : { address }) };
  return { connectionOptions, namespace: namespace ?? loaded.namespace ?? 'default' };
}
