import { randomUUID } from 'node:crypto';
import {
  Client,
  WorkflowUpdateFailedError,
  type ClientOptions,
  type Connection,
  type WorkflowClientInterceptor,
} from '@temporalio/client';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type LogEntry,
  type WorkerOptions,
} from '@temporalio/worker';
import { inject } from 'vitest';
import { askedInTime } from '../../src/client/calls/asked-in-time.ts';
import { openConnection } from '../../src/client/connect.ts';
import { sentAgain } from '../../src/client/calls/sent-again.ts';

// Tests read better without every worker's life story; who wants to read it, listens.
const printer = new DefaultLogger('ERROR');
const logger = new DefaultLogger('INFO', (entry) => {
  for (const listen of logListeners) listen(entry);
  if (entry.level === 'ERROR') printer.error(entry.message, entry.meta);
});
const logListeners = new Set<(entry: LogEntry) => void>();
Runtime.install({ logger });

/** What the workers of this process log from now on; `end` ends that. */
export function listenToLogs(): { entries: LogEntry[]; end: () => void } {
  const entries: LogEntry[] = [];
  const listen = (entry: LogEntry): void => void entries.push(entry);
  logListeners.add(listen);
  return { entries, end: () => void logListeners.delete(listen) };
}

export interface TemporalTest {
  client: Client;
  connection: Connection;
  namespace: string;
  /** A task queue that nobody else uses. */
  taskQueue: string;
  /** An id that nobody else uses, `champion-3f2a...`. */
  uniqueId(prefix: string): string;
}

/** Runs `work` with a client of the shared dev server, and closes the connection. */
export async function withClient<T>(work: (temporal: TemporalTest) => Promise<T>): Promise<T> {
  const connection = await openConnection({ address: inject('address') });
  const namespace = inject('namespace');
  try {
    const client = newClient({ connection, namespace });
    return await work({ client, connection, namespace, taskQueue: uniqueId('queue'), uniqueId });
  } catch (error) {
    throw withItsCause(error);
  } finally {
    await connection.close();
  }
}

/** The SDK's client, as patient as our own: for tests that ask and command monitors by their bare names. */
export function newClient(options: ClientOptions): Client {
  return new Client({ ...options, interceptors: { workflow: [patience] } });
}

/**
 * Runs `work` while a worker with our workflow bundle polls a task queue of its own, then shuts the worker down. The
 * worker's failure is the test's failure. Options override the defaults, `workflowBundle` too.
 */
export async function withWorker<T>(
  options: Partial<WorkerOptions>,
  work: (temporal: TemporalTest & { worker: Worker }) => Promise<T>
): Promise<T> {
  return withClient(async (temporal) => {
    const { worker, close } = await startableWorker(temporal, options);
    try {
      return await worker.runUntil(() => work({ ...temporal, taskQueue: worker.options.taskQueue, worker }));
    } finally {
      await close();
    }
  });
}

/** A worker for tests that start and stop it by hand; call `close` after it has stopped. */
export async function startableWorker(
  temporal: Pick<TemporalTest, 'namespace' | 'taskQueue'>,
  options: Partial<WorkerOptions>
): Promise<{ worker: Worker; close: () => Promise<void> }> {
  const connection = await NativeConnection.connect({ address: inject('address') });
  try {
    const worker = await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      ...(options.workflowBundle || options.workflowsPath ? {} : { workflowBundle: { codePath: bundlePath() } }),
      ...options,
    });
    return { worker, close: () => connection.close() };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The file with the bundle of `workflows/index.ts` that the whole run shares. */
export function bundlePath(): string {
  const path = inject('bundlePath');
  if (path === '') throw new Error(`The workflows could not be bundled: ${inject('bundleFault')}`);
  return path;
}

// --- internal ---

/**
 * What our own client does: an update whose task fails, as at a roll-over, comes once more under its id, and a question
 * that came between an event and its task, or was dropped, is asked again.
 */
const patience: WorkflowClientInterceptor = {
  startUpdate: (input, next) => {
    const options = { ...input.options, updateId: input.options.updateId ?? randomUUID() };
    return sentAgain(() => next({ ...input, options }), Date.now() + 60_000);
  },
  query: (input, next) => askedInTime(() => next(input)),
};

/** A summary of failures shows messages and no causes: what a refused update says is in its cause. */
function withItsCause(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError) error.message += `: ${error.cause?.message ?? 'for no reason given'}`;
  return error;
}

function uniqueId(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}
