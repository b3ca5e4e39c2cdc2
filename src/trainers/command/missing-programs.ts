import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import type { CheckedCommandTrainerOptions } from './options.ts';

/**
 * Programs that could not be run now, as they would be looked for: by their path, or in the `PATH` that they get. A
 * sentence each.
 *
 * @param env the whole environment of the programs
 */
export async function missingPrograms(
  { name, cwd = '.', train, evaluate }: CheckedCommandTrainerOptions,
  env: Readonly<Record<string, string>>
): Promise<string[]> {
  // Without one the system looks in places of its own.
  const { PATH: path = '/bin:/usr/bin' } = env;
  const missing: string[] = [];
  for (const program of new Set([train[0] ?? '', evaluate[0] ?? ''])) {
    const isPath = program.includes('/');
    // Windows has ways of its own: `Path`, and endings that are left out.
    if (!isPath && process.platform === 'win32') continue;
    // An empty entry is the working folder.
    const places = isPath ? [resolve(cwd, program)] : path.split(delimiter).map((at) => resolve(cwd, at, program));
    if (await isAnyProgram(places)) continue;
    const where = isPath ? '' : ' in its `PATH`';
    missing.push(
      `There is no program \`${program}\`${where} that could be run (trainer \`${name}\`): until there is, its jobs fail; install it, or name another one`
    );
  }
  return missing;
}

// --- internal ---

async function isAnyProgram(places: readonly string[]): Promise<boolean> {
  for (const place of places) if (await isProgram(place)) return true;
  return false;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
