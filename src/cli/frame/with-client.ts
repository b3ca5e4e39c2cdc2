import type { MonitorClient, MonitorClientOptions } from '../../client/monitor-client.ts';
import type { CliContext } from '../terminal/context.ts';
import { definedEnv } from '../../terms/environment.ts';
import { envWith, type QueueOptions } from './server-options.ts';

export type ClientOptions = Partial<QueueOptions> & Omit<MonitorClientOptions, 'client' | 'taskQueue'>;

/** Runs `work` with a client of the server that flags or environment name, then closes the client. */
export async function withClient<T>(
  context: CliContext,
  { address, namespace, profile, ...options }: ClientOptions,
  work: (client: MonitorClient) => Promise<T>
): Promise<T> {
  // Imported here, because help and file checks need no client and should not wait for it.
  const { MonitorClient } = await import('../../client/monitor-client.ts');
  const env = definedEnv(envWith(context.io.env, { address, namespace, profile }));
  const client = await MonitorClient.connect({ env, connectTimeoutMs: 5_000, answerTimeoutMs: 15_000, ...options });
  try {
    return await work(client);
  } finally {
    await client.close({ timeoutMs: 0 });
  }
}
