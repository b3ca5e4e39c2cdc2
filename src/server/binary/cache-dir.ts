import { homedir } from 'node:os';
import { join } from 'node:path';

/** This user's folder for things that are slow to get and replaceable: `$XDG_CACHE_HOME` or `~/.cache`. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CACHE_HOME || (process.platform === 'win32' && env.LOCALAPPDATA) || join(home(env), '.cache');
  return join(base, 'temporal-retrain');
}

/** Where one version of the Temporal CLI is kept after it was downloaded or built. */
export function cachedCliPath(env: NodeJS.ProcessEnv, version: string): string {
  return join(cacheDir(env), version, executableName('temporal'));
}

/** File name of a program on this platform. */
export function executableName(program: string): string {
  return process.platform === 'win32' ? `${program}.exe` : program;
}

// --- internal ---

function home(env: NodeJS.ProcessEnv): string {
  return env.HOME || homedir();
}
