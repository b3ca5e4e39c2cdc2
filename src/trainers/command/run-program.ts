import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { TrainingError } from '../../terms/errors.ts';
import type { JobContext } from '../trainer.ts';
import { jobMarkName, killMarked, newJobMark } from './job-mark.ts';
import { OutputLog } from './output-log.ts';

export interface Program {
  /** Program and arguments. They never pass through a shell. */
  argv: readonly string[];
  cwd?: string;
  /** The whole environment of the program. */
  env: Record<string, string>;
  timeoutMs: number;
  /** Without a line of output for this long it counts as hung. */
  silenceMs: number | null;
  /** Time between SIGTERM and SIGKILL. */
  killAfterMs: number;
  /** A sign of life goes out at least this often while it runs. */
  heartbeatMs: number;
  permanentExitCodes: readonly number[];
  /** Errors quote the last lines of output. */
  quoteOutput: boolean;
}

/**
 * Runs a program to its end in a process group of its own. Resolves when it ends with exit code 0; in every other case,
 * also when the job is cancelled, the whole group is gone before this rejects. On Linux, so are
 * processes that left the group, unless they cleared their environment; elsewhere those outlive the job.
 */
export async function runProgram(program: Program, context: JobContext): Promise<void> {
  context.signal.throwIfAborted();
  const mark = newJobMark();
  const child = start(program, mark);
  const output = new OutputLog(context, program.heartbeatMs);
  const listen = (name: 'stdout' | 'stderr'): void => {
    const lines = output.stream(name);
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output.lastOutputAt = performance.now();
      lines.push(text);
    });
    child[name]?.on('end', () => lines.end());
  };
  listen('stdout');
  listen('stderr');
  const ended: Promise<End> = endOf(child);
  try {
    const first = await Promise.race([ended, stopReason(program, context, output, ended)]);
    if ('code' in first) return resultOf(program, first, output);
    await stop(child, ended, program.killAfterMs);
    throw first.reason;
  } finally {
    // Ends any process that the program forked and left behind.
    signalGroup(child, 'SIGKILL');
    await killMarked(mark);
    await drain(child);
    output.close();
  }
}

// --- internal ---

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: NodeJS.ErrnoException;
}

interface Stop {
  reason: unknown;
}

function start({ argv, cwd, env }: Program, mark: string): ChildProcess {
  const [file, ...args] = argv as [string, ...string[]];
  return spawn(file, args, {
    cwd,
    env: { ...env, [jobMarkName]: mark },
    shell: false,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** Resolves when the program has to be stopped, with the error to throw then. */
async function stopReason(
  { timeoutMs, silenceMs, argv }: Program,
  { signal }: JobContext,
  output: OutputLog,
  ended: Promise<End>
): Promise<Stop> {
  const watch = new AbortController();
  void ended.then(() => watch.abort());
  const startedAt = performance.now();
  const options = { signal: AbortSignal.any([signal, watch.signal]), ref: true };
  for (;;) {
    const now = performance.now();
    const quietFor = now - output.lastOutputAt;
    if (signal.aborted) return { reason: signal.reason as unknown };
    if (now - startedAt >= timeoutMs)
      return {
        reason: new TrainingError(
          `Expected \`${argv[0]}\` to end within ${timeoutMs} ms, it was stopped; check it, or raise the timeout`
        ),
      };
    if (silenceMs !== null && quietFor >= silenceMs)
      return {
        reason: new TrainingError(
          `Expected output of \`${argv[0]}\` at least every ${silenceMs} ms, it was silent and was stopped`
        ),
      };
    const next = Math.min(
      timeoutMs - (now - startedAt),
      silenceMs === null ? Infinity : silenceMs - quietFor,
      longestTimerMs
    );
    await delay(Math.ceil(next), undefined, options).catch(() => {});
    if (watch.signal.aborted) return new Promise(() => {});
  }
}

/** Node turns a longer timer into one of 1 ms. */
const longestTimerMs = 2 ** 31 - 1;

async function stop(child: ChildProcess, ended: Promise<End>, killAfterMs: number): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), killAfterMs);
  await ended;
  clearTimeout(timer);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty.
  }
}

/** Reads what is still in the pipes; a process that escaped from the group may hold them open forever. */
async function drain(child: ChildProcess): Promise<void> {
  const streams = [child.stdout, child.stderr].filter(
    (stream) => stream !== null && !stream.readableEnded && !stream.destroyed
  );
  const closed = Promise.all(streams.map((stream) => new Promise((resolve) => stream?.once('close', resolve))));
  await Promise.race([closed, delay(drainMs)]);
  for (const stream of streams) stream?.destroy();
}

const drainMs = 500;

function resultOf(
  { argv, permanentExitCodes, quoteOutput }: Program,
  { code, signal, error }: End,
  output: OutputLog
): void {
  const program = `\`${argv[0]}\``;
  if (error) {
    const everyTrial = error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'E2BIG';
    throw new TrainingError(`Expected to start ${program}, got ${error.message}`, { everyTrial, cause: error });
  }
  if (code === 0) return;
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const said = quoteOutput ? output.lastLines() : '';
  throw new TrainingError(
    `Expected ${program} to end with exit code 0, it ${how}${said && `; its last lines:\n${said}`}`,
    {
      permanent: code !== null && permanentExitCodes.includes(code),
    }
  );
}
