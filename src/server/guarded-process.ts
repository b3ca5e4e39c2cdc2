import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface GuardedProcess {
  /** Pid of the program itself. */
  pid: number;
  /** Resolves with the exit code when the program has ended for any reason. */
  ended: Promise<number>;
  /** Sends SIGTERM, then SIGKILL after five seconds; returns when the program is gone. May be called twice. */
  stop(): Promise<void>;
}

export interface GuardedProcessOptions {
  /** Both output streams go here. */
  logFile: string;
  env: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
}

/**
 * Starts a server that must not outlive this process. Its parent is a tiny Node process, the guard, with a channel to
 * us. When the channel closes because we stopped it, crashed, or were killed with SIGKILL, the guard ends the server.
 * The guard has its own process group, so Ctrl-C in the terminal reaches us first and we can shut down in order. Only a
 * SIGKILL of the guard itself leaves the server running. Neither keeps our event loop alive.
 */
export async function startGuarded(
  file: string,
  args: string[],
  options: GuardedProcessOptions
): Promise<GuardedProcess> {
  const { NODE_OPTIONS: _ours, ...env } = options.env;
  const log = openSync(options.logFile, 'a');
  const guard = spawn(process.execPath, ['-e', guardSource, '--', file, ...args], {
    env,
    cwd: options.cwd,
    uid: options.uid,
    gid: options.gid,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = new Promise<number>((resolve) => {
    guard.once('exit', (code) => resolve(code ?? 1));
    guard.once('error', () => resolve(1));
  });
  const pid = await programPid(guard, file);
  guard.unref();
  guard.channel?.unref();
  const stop = async (): Promise<void> => {
    if (guard.exitCode !== null || guard.signalCode !== null) return;
    guard.ref();
    if (guard.connected) guard.disconnect();
    const isGone = (withinMs: number): Promise<boolean> =>
      Promise.race([ended.then(() => true), sleep(withinMs, false, { ref: false })]);
    if (await isGone(guardPatienceMs)) return;
    // The program first: its guard ends when it is gone, and until then it holds its ports.
    killIfThere(pid);
    if (await isGone(guardPatienceMs)) return;
    if (guard.pid !== undefined) killIfThere(guard.pid);
    await ended;
  };
  return { pid, ended, stop };
}

// --- internal ---

/** The guard gives its program 5 s after SIGTERM; this is longer. */
const guardPatienceMs = 8000;

/** Runs as `node -e`, so that it needs no separate file, compiled or not. */
const guardSource = `
const { spawn } = require('node:child_process');
const [file, ...args] = process.argv.slice(1);
const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 5000);
};
child.on('spawn', () => process.connected ? process.send({ pid: child.pid }, () => {}) : stop());
child.on('error', (error) => process.connected ? process.send({ fault: error.message }, () => process.exit(1)) : process.exit(1));
child.on('exit', (code) => process.exit(code ?? 1));
process.on('disconnect', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
`;

function programPid(guard: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    guard.once('message', (message: { pid?: number; fault?: string }) => {
      if (message.pid !== undefined) resolve(message.pid);
      else reject(new Error(`\`${file}\` could not be started: ${message.fault}`));
    });
    guard.once('error', reject);
    guard.once('exit', (code) => reject(new Error(`\`${file}\` could not be started (its guard ended with ${code})`)));
  });
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone, as wanted.
  }
}
