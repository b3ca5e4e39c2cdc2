import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../../folders/make-folder.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import type { ProjectFile } from './project-files.ts';

/**
 * Writes the files of a new project, all or none. Looks first: where one is there already, nothing is written.
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
  const paths = Object.keys(files).filter((path) => path !== 'package.json' || !there.flat().includes(path));
  const staged = new Map<string, string>();
  try {
    for (const path of paths) {
      const target = join(folder, path);
      staged.set(target, join(dirname(target), `.${basename(target)}.${process.pid}.part`));
      await tried(target, () => write(staged.get(target)!, files[path]!));
    }
    // Once all is written: a project of which a part is there is in the way of the next try.
    for (const [target, part] of staged) await tried(target, () => rename(part, target));
  } finally {
    await Promise.all([...staged.values()].map((part) => rm(part, { force: true }).catch(() => undefined)));
  }
  return paths;
}

// --- internal ---

async function write(path: string, file: ProjectFile): Promise<void> {
  const content = 'copy' in file ? await readFile(inPackage(file.copy)) : file.text;
  await makeFolder(dirname(path));
  await writeFile(path, content);
}

async function tried(target: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
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
