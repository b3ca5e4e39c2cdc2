import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { runCommand, type RunCommandOptions } from '../run-command.ts';

/** A command that takes pip's own arguments, `['/usr/bin/python3', '-m', 'pip']`. */
export type PipClient = readonly [string, ...string[]];

/**
 * The first way to run pip on this machine, with any Python tool it has. A Python without pip may make a virtual
 * environment in `folder` (Debian with python3-venv); uv can provide a pip.
 */
export async function findPipClient(
  env: NodeJS.ProcessEnv,
  folder: string,
  signal?: AbortSignal
): Promise<PipClient | undefined> {
  const options = { env, signal, timeoutMs: probeMs };
  for (const [program, ...args] of [
    ['python3', '-m', 'pip'],
    ['python', '-m', 'pip'],
    ['pip3'],
    ['pip'],
  ] as PipClient[]) {
    const path = await findProgram(program, env);
    if (path !== undefined && (await runs([path, ...args, '--version'], options))) return [path, ...args];
  }
  const uv = await findProgram('uv', env);
  if (uv !== undefined) return [uv, 'tool', 'run', 'pip'];
  const python = await findProgram('python3', env);
  const venv = join(folder, 'venv');
  if (python === undefined || !(await runs([python, '-m', 'venv', venv], { ...options, timeoutMs: venvMs }))) return;
  return [join(venv, 'bin', 'python'), '-m', 'pip'];
}

// --- internal ---

const probeMs = 20_000;
const venvMs = 60_000;

async function runs([program, ...args]: PipClient, options: RunCommandOptions): Promise<boolean> {
  try {
    await runCommand(program, args, options);
    return true;
  } catch {
    options.signal?.throwIfAborted();
    return false;
  }
}
