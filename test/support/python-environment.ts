import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { leaveOut } from './left-out.ts';

/**
 * Whether tests that need Python are left out on this machine, for `describe.skipIf`. In CI Python has to be there: a
 * missing one fails instead of passing silently.
 */
export function withoutPython(what: string): boolean {
  const unless = Boolean(process.env['CI']) || hasPython;
  const command = 'apt-get install python3-venv (or set PYTHON to a python3 that has venv), then npm test';
  return leaveOut({ what: `${what}: no python3 with venv`, unless, command });
}

/**
 * The path that a script of scripts/ prints of the environment it makes; it costs nothing once that is made. Its progress
 * is shown, for the first time may take minutes.
 */
export async function pythonEnvironment(
  script: 'python-venv.sh' | 'mlflow-venv.sh' | 'schemathesis-venv.sh'
): Promise<string> {
  const path = fileURLToPath(new URL(`../../scripts/${script}`, import.meta.url));
  const made = spawn('bash', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed, [code]] = await Promise.all([text(made.stdout), once(made, 'exit')]);
  if (code !== 0) throw new Error(`scripts/${script} failed (exit ${code}); what it said is above`);
  return printed.trim();
}

// --- internal ---

/** Debian's python3 has the module venv without what it needs; only both together make an environment. */
const hasPython = spawnSync(process.env['PYTHON'] ?? 'python3', ['-c', 'import ensurepip, venv']).status === 0;
