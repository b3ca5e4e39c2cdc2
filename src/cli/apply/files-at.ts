import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../../terms/errors.ts';

/**
 * The monitor files of a path: of a folder those below it that are called so, else the file itself.
 *
 * @throws ConfigurationError where there is nothing
 */
export async function monitorFilesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new ConfigurationError(
      `Expected a file or folder of monitors, got \`${path}\`, which is not there; check the path`
    );
  return found.isDirectory() ? (await filesBelow(path)).filter((file) => monitorFile.test(file)) : [path];
}

/** The other files below a folder; none of what is no folder. */
export async function otherFilesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? (await filesBelow(path)).filter((file) => !monitorFile.test(file)) : [];
}

// --- internal ---

const monitorFile = /\.monitor\.(?:ya?ml|json|[mc]?[jt]s)$/i;

/** By path; what others have installed is not among them. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules'))
    .toSorted();
}
