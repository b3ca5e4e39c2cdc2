import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

export interface PythonWorker {
  pid: number;
  /** SIGKILL: nothing is flushed. */
  kill(): Promise<void>;
  /** SIGTERM, as a deployment does it; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>;
  /** The end of what it has said on standard error. */
  log(): string;
}

/** Starts a program of python/ as a worker of the test's server; resolves when it begins to poll, a moment before the server knows. */
export async function startPythonWorker(
  python: string,
  program: string,
  env: { TASK_QUEUE: string; ARTIFACTS: string; POINTS?: string; HOLD?: string; SAVES?: string }
): Promise<PythonWorker> {
  const child = spawn(python, [fileOf(program)], {
    env: {
      ...process.env,
      ...env,
      TEMPORAL_ADDRESS: inject('address'),
      TEMPORAL_NAMESPACE: inject('namespace'),
      PYTHONPATH: fileOf('python/src'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // It must not outlive the test that started it.
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  let log = '';
  child.stderr.on('data', (text: Buffer) => (log = (log + text.toString()).slice(-4_000)));
  const ended = once(child, 'exit').then(([code]) => {
    process.removeListener('exit', killNow);
    return code as number | null;
  });
  // Read to its end: a program whose output nobody takes any longer dies of it.
  const ready = new Promise<true>((resolve) => {
    child.stdout.on('data', (text: Buffer) => void (text.includes('ready') && resolve(true)));
  });
  if ((await Promise.race([ready, ended])) !== true) throw new Error(`${program} ended before it polled: ${log}`);
  return {
    pid: child.pid ?? -1,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
    ended,
    log: () => log,
  };
}

// --- internal ---

function fileOf(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
