import type { Worker } from 'node:worker_threads';
import { TrainingError } from '../../terms/errors.ts';
import type { ThreadReply } from './protocol.ts';
import { startThread } from '../../threads/start-thread.ts';

export interface ThreadPoolOptions {
  /** File of the thread. */
  entry: URL;
  /** Threads that stay alive between tasks, with the data they have read. @default 1 */
  idle?: number;
  /** Heap of one thread. @default what Node gives */
  memoryMb?: number;
}

export interface TaskHooks {
  signal: AbortSignal;
  onReply: (reply: Exclude<ThreadReply, { type: 'done' | 'failed' }>) => void;
}

/** Runs tasks in threads of their own, one each; how many at once is up to the caller (a worker has slots for that). */
export interface ThreadPool {
  /** The answer; rejects with what the thread threw, a retryable error when it died, or the signal's reason. */
  run(task: unknown, hooks: TaskHooks): Promise<unknown>;
  close(): Promise<void>;
}

export function createThreadPool({ entry, idle: keep = 1, memoryMb }: ThreadPoolOptions): ThreadPool {
  const idle: Worker[] = [];
  const busy = new Set<Worker>();
  let closed = false;

  function release(thread: Worker): void {
    busy.delete(thread);
    thread.removeAllListeners();
    // An idle thread must neither hold the process open nor crash it.
    thread.unref();
    thread.once('error', () => {});
    thread.once('exit', () => drop(idle, thread));
    if (closed || idle.length >= keep) void thread.terminate();
    else idle.push(thread);
  }

  async function run(task: unknown, hooks: TaskHooks): Promise<unknown> {
    hooks.signal.throwIfAborted();
    if (closed) throw new TrainingError('Expected the trainer to be open, but it was closed');
    const thread =
      idle.pop() ??
      startThread(entry, memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    thread.removeAllListeners();
    thread.ref();
    busy.add(thread);
    try {
      return await converse(thread, task, hooks);
    } finally {
      if (busy.has(thread)) release(thread);
    }
  }

  function converse(thread: Worker, task: unknown, { signal, onReply }: TaskHooks): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // The thread need not cooperate: this ends a busy loop too, and the thread holds no half-written file.
      const abandon = (reason: unknown): void => {
        busy.delete(thread);
        thread.removeAllListeners('message');
        void thread.terminate();
        reject(reason);
      };
      const onAbort = (): void => abandon(signal.reason);
      const finish = (end: () => void): void => {
        signal.removeEventListener('abort', onAbort);
        end();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      thread.on('error', (cause) => finish(() => abandon(died(`it failed with ${describe(cause)}`, cause))));
      thread.on('exit', (code) => finish(() => abandon(died(`it ended with exit code ${code}`))));
      thread.on('message', (reply: ThreadReply) => {
        if (reply.type === 'done') finish(() => resolve(reply.answer));
        else if (reply.type === 'failed') finish(() => reject(failed(reply)));
        else onReply(reply);
      });
      thread.postMessage(task, []);
    });
  }

  return {
    run,
    async close() {
      closed = true;
      await Promise.all([...idle.splice(0), ...busy].map((thread) => thread.terminate()));
    },
  };
}

// --- internal ---

function died(how: string, cause?: unknown): TrainingError {
  return new TrainingError(`The training thread died: ${how}`, { cause });
}

function describe(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'too little memory; use fewer rows or allow more'
    : (message ?? String(cause));
}

function failed(reply: Extract<ThreadReply, { type: 'failed' }>): TrainingError {
  const known = reply.name === 'TrainingError';
  const cause = known ? undefined : Object.assign(new Error(reply.message), { name: reply.name, stack: reply.stack });
  return new TrainingError(known ? reply.message : `The training thread failed with ${reply.name}: ${reply.message}`, {
    permanent: reply.permanent,
    everyTrial: reply.everyTrial,
    cause,
  });
}

function drop<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at !== -1) list.splice(at, 1);
}
