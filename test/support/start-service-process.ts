import { fork } from 'node:child_process';
import { once } from 'node:events';
import { inTime } from './eventually.ts';
import { ownProcess } from './own-process.ts';

export interface ServiceSetup {
  address: string;
  namespace: string;
  model: string;
  /** Where its spool is, and the list of what it recorded. */
  folder: string;
}

export interface ServiceProcess {
  /** SIGKILL: no handler runs, nothing is flushed. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a service as a process of its own; resolves when it begins to record. */
export async function startServiceProcess(setup: ServiceSetup): Promise<ServiceProcess> {
  const { file, execArgv } = ownProcess('test/support/service-process.ts');
  const child = fork(file, {
    execArgv,
    env: { ...process.env, SERVICE_SETUP: JSON.stringify(setup) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let log = '';
  child.stderr?.on('data', (text: Buffer) => (log = (log + text.toString()).slice(-4_000)));
  const ended = once(child, 'exit').then(() => false);
  const ready = once(child, 'message').then(() => true);
  const begins = inTime(
    Promise.race([ready, ended]),
    240_000,
    () => `the service is to begin. Its last lines:\n${log}`
  );
  if (!(await begins)) throw new Error(`The service ended at once: ${log}`);
  return {
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
