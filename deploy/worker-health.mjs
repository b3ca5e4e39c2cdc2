// Tells a container runtime whether the worker of this machine polls its task queue: exit code 0 or 1.
// A worker that lost its server, or hangs, stops polling while its process is still there.
import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

const taskQueue = process.argv[2] ?? 'temporal-retrain';
/** A poll waits up to a minute for work, and the server notes when it began. */
const recentMs = 150_000;

try {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: 5000 });
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
  });
  await connection.close();
  const mine = (pollers ?? []).filter(({ identity }) => identity?.includes(hostname()));
  const recent = mine.some(({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds) * 1000 < recentMs);
  if (!recent) throw new Error(`no worker of ${hostname()} polls task queue ${taskQueue}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
