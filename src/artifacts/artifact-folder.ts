import { excerpt } from '../terms/visible-text.ts';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makeFolder } from '../folders/make-folder.ts';
import type { Artifact } from '../core/state/lineage.ts';
import { TrainingError } from '../terms/errors.ts';

/** The owner of an artifact: one attempt at one training. */
export interface Attempt {
  model: string;
  retrainId: string;
  attempt: number;
  trial?: { number: number };
}

/** Folder of one attempt's files: a separate one, so that a zombie of an earlier attempt overwrites nothing. */
export function attemptFolder(root: string, { model, retrainId, trial, attempt }: Attempt): string {
  const trialFolder = trial ? join('trials', String(trial.number)) : '';
  return join(resolve(root), folderName(model), folderName(retrainId), trialFolder, `attempt-${attempt}`);
}

/** Writes a whole file or none; `durable` also waits until the file would survive a power cut. */
export async function writeWhole(path: string, bytes: Uint8Array | string, durable: boolean): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  await makeFolder(dirname(path));
  try {
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(bytes);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw new TrainingError(`Writing ${path} failed: ${(cause as Error).message}`, { cause });
  }
}

/** The reference to bytes at a path. */
export function artifactOf(path: string, bytes: Uint8Array): Artifact {
  return { uri: pathToFileURL(path).href, sha256: sha256(bytes), bytes: bytes.byteLength };
}

/** The bytes of an artifact file, after a check that they are the registered ones. */
export async function readArtifact(artifact: Artifact): Promise<Uint8Array> {
  const path = pathOfUri(artifact.uri);
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size !== artifact.bytes) throw changed(artifact, `${size} bytes`);
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof TrainingError) throw cause;
    throw unreadable(artifact, cause);
  }
  const digest = sha256(bytes);
  if (digest !== artifact.sha256) throw changed(artifact, `sha256 ${digest}`);
  return bytes;
}

/**
 * Checks that an artifact is still what was registered, without holding it in memory. Only files can be checked from
 * here; for any other place the reference is trusted.
 */
export async function verifyArtifact(artifact: Artifact): Promise<void> {
  if (!isFileUri(artifact.uri)) return;
  const found = await describeFile(pathOfUri(artifact.uri)).catch((cause: unknown) => {
    throw unreadable(artifact, cause);
  });
  if (found.bytes !== artifact.bytes) throw changed(artifact, `${found.bytes} bytes`);
  if (found.sha256 !== artifact.sha256) throw changed(artifact, `sha256 ${found.sha256}`);
}

/** Reference, digest and size of a file of any size. */
export async function describeFile(path: string): Promise<Artifact> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).byteLength;
  }
  return { uri: pathToFileURL(path).href, sha256: hash.digest('hex'), bytes };
}

/**
 * The real path of a file, if it is inside a folder after all links are followed; `undefined` otherwise.
 *
 * @param root real path of the folder, resolved before anyone could put a link in its place
 */
export async function realPathInside(root: string, path: string): Promise<string | undefined> {
  const real = await realpath(path);
  const steps = relative(root, real);
  return steps === '' || steps === '..' || steps.startsWith(`..${sep}`) || isAbsolute(steps) ? undefined : real;
}

/** Whether a text is a `file:` URI, ignoring case, as the code that opens it does. */
export function isFileUri(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'file:';
}

/**
 * The path that a `file:` URI names.
 *
 * @throws TrainingError for another host, and for slashes that are escaped to look like part of a name
 */
export function pathOfUri(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new TrainingError(`Expected a \`file:\` URI of an artifact on this machine, got \`${excerpt(uri, 200)}\``, {
      permanent: true,
      cause,
    });
  }
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

// --- internal ---

/** Readable, safe on every file system, and different for every name. */
function folderName(name: string): string {
  return `${name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60)}-${sha256(name).slice(0, 8)}`;
}

function unreadable({ uri }: Artifact, cause: unknown): TrainingError {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  return new TrainingError(
    missing
      ? `Expected an artifact at \`${uri}\`, found none; check whether it was deleted, or trained on another machine`
      : `Reading the artifact at \`${uri}\` failed: ${(cause as Error).message}`,
    { permanent: missing, cause }
  );
}

function changed({ uri, bytes, sha256: digest }: Artifact, found: string): TrainingError {
  return new TrainingError(
    `Expected the artifact at \`${uri}\` to be as it was registered (${bytes} bytes, sha256 ${digest}), got ${found}; it was overwritten`,
    { permanent: true }
  );
}
