import { fork } from 'node:child_process';
import { once } from 'node:events';
import { inTime } from './eventually.ts';
import { ownProcess } from './own-process.ts';

export interface WorkerSetup {
  address: string;
  namespace: string;
  taskQueue: string;
  /** Where registry, artifacts and pause points are; shared by all the processes of a test. */
  folder: string;
  bundlePath: string;
  /** Keep models in that MLflow server, not in the folder. */
  mlflowUrl?: string;
  /** 0: every task replays its run from the beginning. */
  maxCachedWorkflows?: number;
}

export interface WorkerProcess {
  pid: number;
  /** Ends with the exit code; `null` when a signal ended it. */
  ended: Promise<number | null>;
  /** The end of what it has logged. */
  lastLines(): string;
  /** SIGKILL: no handler runs, nothing is flushed. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Fails, once it is killed, if it does not end by itself. */
  stop(): Promise<void>;
}

/** Starts a worker as a process of its own; resolves when it polls. */
export async function startWorkerProcess(setup: WorkerSetup): Promise<WorkerProcess> {
  const { file, execArgv } = ownProcess('test/support/worker-process.ts');
  const child = fork(file, {
    execArgv,
    env: { ...process.env, WORKER_SETUP: JSON.stringify(setup) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let log = '';
  child.stderr?.on('data', (text: Buffer) => (log = (log + text.toString()).slice(-4_000)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const ready = once(child, 'message').then(() => true);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const tellOf = (what: string): string => `the worker process ${child.pid} ${what}. Its last lines:\n${log}`;
  const orKilled = <T>(coming: Promise<T>, what: string): Promise<T> =>
    inTime(coming, longestMs, () => tellOf(what)).catch(async (error: unknown) => {
      await kill();
      throw error;
    });
  if ((await orKilled(Promise.race([ready, ended]), 'is to be ready')) !== true)
    throw new Error(`The worker process ended at once: ${log}`);
  return {
    pid: child.pid ?? -1,
    ended,
    lastLines: () => log.split('\n').slice(-15).join('\n'),
    kill,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.send('stop');
      await orKilled(ended, 'is to end, as it was told');
    },
  };
}

// --- internal ---

/** Ten times what a busy machine takes; shorter than the shortest test. */
const longestMs = 240_000;
