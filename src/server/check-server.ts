import { Connection, type ConnectionOptions } from '@temporalio/client';
import { ServerUnavailableError } from '../terms/errors.ts';
import { connected } from './client-config.ts';
import { noServerAt, notUnderstoodAt, probeAddress, probeTls } from './probe-address.ts';
import { grpcCodes, grpcCode, grpcDetails } from './grpc-status.ts';

/**
 * Makes sure that a Temporal server answers and has the namespace. A server that does not let us describe the namespace
 * (an API key with few rights) passes: the first real call will show.
 *
 * @param next what to do where none answers
 */
export async function checkServer(
  connectionOptions: ConnectionOptions,
  namespace: string,
  { connectTimeoutMs = 5_000, next }: { connectTimeoutMs?: number; next?: string | undefined } = {}
): Promise<void> {
  const address = connectionOptions.address ?? 'localhost:7233';
  await probeAddress(address, process.env, { timeoutMs: connectTimeoutMs, next });
  await probeTls(address, connectionOptions, process.env, { timeoutMs: connectTimeoutMs, next });
  const lazy = Connection.lazy({ ...connectionOptions, connectTimeout: connectTimeoutMs });
  const connection = await connected(lazy).catch((cause) => {
    throw new ServerUnavailableError(notUnderstoodAt(address, connectionOptions, grpcDetails(cause), next), { cause });
  });
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (cause) {
    const code = grpcCode(cause);
    // Another gRPC server, or a port that Temporal's own services use among themselves.
    if (code === grpcCodes.unimplemented)
      throw new ServerUnavailableError(noServerAt(address, grpcDetails(cause), next), { cause });
    if (code !== grpcCodes.notFound) return;
    throw new ServerUnavailableError(
      `The Temporal server at ${address} has no namespace \`${namespace}\`: create it with \`temporal operator namespace create --namespace ${namespace}\`, or correct TEMPORAL_NAMESPACE`,
      { cause }
    );
  } finally {
    await connection.close();
  }
}
