import type { Connection } from '@temporalio/client';

/** Whether a worker polled a task queue for workflow tasks lately. The server forgets pollers after five minutes. */
export async function hasPollers(connection: Connection, namespace: string, taskQueue: string): Promise<boolean> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    // Without a type, the server answers for workflow tasks.
    taskQueue: { name: taskQueue },
  });
  return (pollers ?? []).length > 0;
}
