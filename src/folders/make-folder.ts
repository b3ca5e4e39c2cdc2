import { constants, mkdirSync, statSync } from 'node:fs';
import { access, mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '../terms/errors.ts';

/**
 * Makes a folder with those above it that are missing, and nothing where it is there. One at a time: `recursive` of
 * Node never comes back where a file system takes no folders, as in `/proc`.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  if (await isFolder(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isFolder(folder))) throw error;
  }
}

/** The same for those who cannot wait. */
export function makeFolderSync(path: string): void {
  const folder = resolve(path);
  if (isFolderSync(folder)) return;
  if (dirname(folder) !== folder) makeFolderSync(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isFolderSync(folder)) throw error;
  }
}

/**
 * Makes a folder that whoever asks removes again.
 *
 * @param what it is for: a part of its name
 * @throws ConfigurationError where the folder for temporary files takes none
 */
export async function makeTemporary(what: string): Promise<string> {
  const parent = tmpdir();
  try {
    return await mkdtemp(join(parent, `temporal-retrain-${what}-`));
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such folder' : `nothing can be made there (${code || message})`;
    throw new ConfigurationError(
      `Expected \`${parent}\` (TMPDIR) to take a folder for temporary files, but ${why}; make it, or set TMPDIR to one that can be written to`,
      { cause }
    );
  }
}

/** Why nothing can be made at this path, whose folders may be missing; `undefined` where it can. Leaves nothing. */
export async function whyNotMade(path: string): Promise<string | undefined> {
  const folder = await nearestThere(dirname(resolve(path)));
  try {
    await rmdir(await mkdtemp(join(folder, '.temporal-retrain-')));
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `nothing can be written to ${folder} (${code ?? message})`;
  }
}

/** Why a file cannot be written to, which may not be there yet; `undefined` where it can. Leaves nothing. */
export async function whyNotWritten(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return whyNotMade(path);
  if (found.isDirectory()) return 'it is a folder';
  try {
    // A file that is there may be all that its folder lets this user write to, as `/dev/stdout` is.
    await access(path, constants.W_OK);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `it cannot be written to (${code ?? message})`;
  }
}

/** What stands at this path, or else the first above it that is there. */
export async function nearestThere(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false
  );
  return isThere || dirname(path) === path ? path : nearestThere(dirname(path));
}

// --- internal ---

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

function isFolderSync(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
