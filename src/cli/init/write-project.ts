import { readFile, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../../folders/make-folder.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import type { ProjectFile } from './project-files.ts';

/**
 * Writes the files of a new project. Looks first: where one is there already, nothing is written.
 *
 * @param force overwrites what is there, except `package.json`
 * @returns the paths that were written
 * @throws ConfigurationError with the files that are in the way, or why one cannot be written
 */
export async function writeProject(
  folder: string,
  files: Readonly<Record<string, ProjectFile>>,
  { force }: { force: boolean }
): Promise<string[]> {
  const there = await Promise.all(
    Object.keys(files).map(async (path) => ((await exists(join(folder, path))) ? [path] : []))
  );
  // A project has a package file of its own, with more in it than ours.
  const inTheWay = there.flat().filter((path) => path !== 'package.json');
  if (inTheWay.length > 0 && !force)
    throw new ConfigurationError(
      `Expected ${folder} to have no ${inTheWay.join(', ')} yet; nothing was written: choose another folder, or --force overwrites`
    );
  const written: string[] = [];
  for (const [path, file] of Object.entries(files)) {
    const target = join(folder, path);
    if (path === 'package.json' && there.flat().includes(path)) continue;
    await write(target, file);
    written.push(path);
  }
  return written;
}

// --- internal ---

async function write(target: string, file: ProjectFile): Promise<void> {
  const content = 'copy' in file ? await readFile(inPackage(file.copy)) : file.text;
  try {
    await makeFolder(dirname(target));
    await writeFile(target, content);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new ConfigurationError(
      `Expected to write ${target}, but ${whys[code] ?? message}; choose another folder: \`init FOLDER\``,
      { cause }
    );
  }
}

const whys: Readonly<Record<string, string>> = {
  EEXIST: 'a file is where its folder should be',
  ENOTDIR: 'a part of its path is a file and no folder',
  EISDIR: 'a folder is there',
  ENOENT: 'no folder can be made there',
  EACCES: 'that is not permitted',
  EPERM: 'that is not permitted',
  EROFS: 'that file system is read-only',
  ENOSPC: 'the disk is full',
};

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  );
}

/** The sources are less deep in the package than what is built of them. */
function inPackage(path: string): string {
  const places = ['../../../', '../../../../'].map((up) => fileURLToPath(new URL(up + path, import.meta.url)));
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new ConfigurationError(`Expected the package to have ${path}, found none; install it again`);
}
