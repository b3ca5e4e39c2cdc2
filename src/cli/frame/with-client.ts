import type { Client } from '@temporalio/client';
import type { MonitorClient, MonitorClientOptions } from '../../client/monitor-client.ts';
import type { CliContext } from '../terminal/context.ts';
import { definedEnv } from '../../terms/environment.ts';
import { envWith, type QueueOptions } from './server-options.ts';
import { isNamespaceUnknown } from '../../server/grpc-status.ts';
import { MonitorNotFoundError, ServerUnavailableError } from '../../terms/errors.ts';

export type ClientOptions = Partial<QueueOptions> &
  Omit<MonitorClientOptions, 'client' | 'taskQueue'> & {
    /** @default 5000 */
    connectTimeoutMs?: number;
  };

/**
 * Runs `work` with a client of the server that flags or environment name, then closes the client.
 *
 * @throws ServerUnavailableError at once when nothing listens there, or it has no such namespace
 */
export async function withClient<T>(
  context: CliContext,
  { address, namespace, profile, connectTimeoutMs = 5_000, ...options }: ClientOptions,
  work: (client: MonitorClient) => Promise<T>
): Promise<T> {
  const env = definedEnv(envWith(context.io.env, { address, namespace, profile }));
  // Imported here, because help and file checks need no client and should not wait for it.
  const [{ MonitorClient }, { configuredAddress }, { probeAddress }] = await Promise.all([
    import('../../client/monitor-client.ts'),
    import('./configured-server.ts'),
    import('../../server/probe-address.ts'),
  ]);
  const at = configuredAddress(env);
  await probeAddress(at, env, { timeoutMs: connectTimeoutMs });
  const client = await MonitorClient.connect({
    env,
    connectTimeoutMs,
    answerTimeoutMs: 15_000,
    onWait: (text) => context.tellWait(text),
    ...options,
  });
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof MonitorNotFoundError) throw await nearest(error, client.client);
    throw namespaceFault(error, at, client.client.options.namespace) ?? error;
  } finally {
    await client.close({ timeoutMs: 0 });
  }
}

// --- internal ---

async function nearest(error: MonitorNotFoundError, client: Client): Promise<unknown> {
  const { withNearestMonitor } = await import('../../client/calls/nearest-monitor.ts');
  return withNearestMonitor(error, client);
}

/** The server says it at the first call, in whatever that call was about. */
function namespaceFault(error: unknown, address: string, namespace: string): ServerUnavailableError | undefined {
  if (!isNamespaceUnknown(error)) return undefined;
  return new ServerUnavailableError(
    `The Temporal server at ${address} has no namespace \`${namespace}\`; create it with \`temporal operator namespace create --namespace ${namespace}\`, or correct --namespace or TEMPORAL_NAMESPACE`,
    { cause: error }
  );
}
