import { readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../../terms/errors.ts';
import { whyUnreadable } from '../../terms/why-unreadable.ts';

/**
 * The monitor files of a path: of a folder those below it that are called so, else the file itself. Links are followed;
 * what several names lead to counts once.
 *
 * @throws ConfigurationError where there is nothing, and for what may hold a monitor and cannot be read
 */
export async function monitorFilesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new ConfigurationError(
      `Expected a file or folder of monitors, got \`${path}\`, which is not there; check the path`
    );
  return found.isDirectory() ? onceEach((await filesBelow(path)).filter(({ file }) => monitorFile.test(file))) : [path];
}

/** The other files below a folder; none of what is no folder. */
export async function otherFilesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? onceEach((await filesBelow(path)).filter(({ file }) => !monitorFile.test(file))) : [];
}

// --- internal ---

interface Found {
  file: string;
  /** Where it is once all links are followed. */
  real: string;
}

const monitorFile = /\.monitor\.(?:ya?ml|json|[mc]?[jt]s)$/i;
/** What others have installed; and the link to nowhere by which Emacs tells that a file is being edited. */
const passedOver = (name: string): boolean => name === 'node_modules' || name.startsWith('.#');

/** Level by level, so that the shortest name of a folder with several is the one that is told. */
async function filesBelow(top: string): Promise<Found[]> {
  const files: Found[] = [];
  const seen = new Set([await realpath(top)]);
  for (let level = [top]; level.length > 0;) {
    const below: string[] = [];
    for (const folder of level)
      for (const entry of await entriesOf(folder)) {
        const path = join(folder, entry.name);
        const what = await whatIs(path, entry);
        if (what === 'other') continue;
        const real = entry.isSymbolicLink() || what === 'folder' ? await realpath(path) : undefined;
        if (what === 'file') files.push({ file: path, real: real ?? join(await realpath(folder), entry.name) });
        else if (!seen.has(real!)) {
          seen.add(real!);
          below.push(path);
        }
      }
    level = below;
  }
  return files;
}

/** Links last: what is really there comes before its other names. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new ConfigurationError(
      `Expected to read the folder \`${folder}\`, but ${whyUnreadable(cause)}; what it holds cannot be told`,
      { cause }
    );
  });
  return entries
    .filter(({ name }) => !passedOver(name))
    .toSorted((a, b) => Number(a.isSymbolicLink()) - Number(b.isSymbolicLink()) || (a.name < b.name ? -1 : 1));
}

async function whatIs(path: string, entry: Dirent): Promise<'file' | 'folder' | 'other'> {
  const found = entry.isSymbolicLink() ? await followed(path) : entry;
  if (found.isFile()) return 'file';
  if (monitorFile.test(path))
    throw new ConfigurationError(
      `Expected \`${path}\` to be a file, as it is called like one of a monitor, but it is ${found.isDirectory() ? 'a folder' : 'none'}; rename it, or put the file in its place`
    );
  return found.isDirectory() ? 'folder' : 'other';
}

/** A link to nowhere is no link to nothing: the monitors behind it are not there to be seen. */
async function followed(path: string): ReturnType<typeof stat> {
  return stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'what it leads to is not there' : whyUnreadable(cause);
    throw new ConfigurationError(`Expected to follow the link \`${path}\`, but ${why}; correct it or remove it`, {
      cause,
    });
  });
}

function onceEach(files: readonly Found[]): string[] {
  const names = new Map<string, string>();
  for (const { file, real } of files) if (!names.has(real)) names.set(real, file);
  return [...names.values()].toSorted();
}
