import { constants } from 'node:fs';
import { access, open, realpath, statfs, type FileHandle } from 'node:fs/promises';
import { basename, join, parse, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrainingError } from '../../../terms/errors.ts';
import { excerpt } from '../../../terms/visible-text.ts';
import { realPathInside } from '../../../artifacts/artifact-folder.ts';

/**
 * The real path of a file with training data. Policies name it, and whoever may change a policy is not to read the
 * worker's other files by it: it lies below `dataRoot` also after all links are followed, or is one of the package's
 * examples. A plain name that `dataRoot` does not have may be that of an example.
 *
 * @param csv      as the policy has it; a relative path starts at `dataRoot`
 * @param dataRoot the folder that may be read. @default the working directory, unless that is the whole file system
 */
export async function dataFile(csv: string, dataRoot?: string): Promise<string> {
  const root = resolve(dataRoot ?? '.');
  const path = resolve(root, csv);
  const isWholeDisk = dataRoot === undefined && root === parse(root).root;
  const roots = [...(isWholeDisk ? [] : [root]), ...examples];
  for (const one of roots) {
    const real = await insideOf(one, path);
    if (real !== undefined) return (await exists(real)) ? real : ((await exampleCalled(csv)) ?? real);
  }
  if (!isWholeDisk && !(await exists(root)))
    throw new TrainingError(
      `Expected the trainer's folder of data to be there, but there is none at \`${root}\`; make it, or name another one as \`dataRoot\` (--data-root)`,
      { everyTrial: true }
    );
  throw refused(csv, isWholeDisk ? 'no folder: the worker runs in the root of the file system' : `\`${root}\``);
}

/**
 * Opens what `dataFile` found, and nothing else that has taken its place since: a link, a device, a pipe that would
 * never answer, or a file in which the kernel describes processes.
 */
export async function openDataFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const isRegular = (await file.stat()).isFile();
    if (isRegular && !(await isOfKernel(path))) return file;
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  throw new TrainingError(`Expected a regular file of rows at \`${excerpt(path, 200)}\`, got something else`, {
    everyTrial: true,
  });
}

// --- internal ---

/** Next to the sources, and next to the built package. */
const examples = ['../../../../examples/data', '../../../../../examples/data'].map((place) =>
  fileURLToPath(new URL(place, import.meta.url))
);

/** Types of file systems that are windows into the kernel: procfs, sysfs, debugfs, tracefs, cgroup. */
const kernelFileSystems = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x27e0eb, 0x63677270]);

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false
  );
}

/** So that the example policies train wherever a worker runs. */
async function exampleCalled(csv: string): Promise<string | undefined> {
  if (csv !== basename(csv) || !csv.endsWith('.csv')) return undefined;
  for (const folder of examples) if (await exists(join(folder, csv))) return realpath(join(folder, csv));
  return undefined;
}

async function insideOf(root: string, path: string): Promise<string | undefined> {
  const realRoot = await realpath(root).catch(() => undefined);
  if (realRoot === undefined) return undefined;
  // A missing file cannot lead out of the folder; its name shows whether it would have.
  const real = await realPathInside(realRoot, path).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' && isBelow(root, path) ? path : undefined
  );
  // Settings and secrets of a working directory: `.env`, `.git`, the home of the worker itself.
  const isHidden = relative(root, path)
    .split(sep)
    .some((part) => part.startsWith('.') && part !== '..');
  return isHidden && isBelow(root, path) ? undefined : real;
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function isOfKernel(path: string): Promise<boolean> {
  if (/^\/(?:proc|sys|dev)\//.test(path)) return true;
  return kernelFileSystems.has((await statfs(path)).type);
}

function refused(csv: string, root: string): TrainingError {
  return new TrainingError(
    `Expected \`data.csv\` to be a file below the folder that the trainer may read (${root}), without links that lead out and ` +
      `not hidden, got \`${excerpt(csv, 200)}\`; move the data there, or start the worker with another \`dataRoot\` (--data-root)`,
    { everyTrial: true }
  );
}
