import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Artifact } from '../core/lineage.ts';
import { TrainingError } from '../errors.ts';
import type { TrainRequest } from './trainer.ts';

/** Folder for what one attempt leaves: one for itself, so that a zombie of an earlier attempt overwrites nothing. */
export function attemptFolder(root: string, { model, retrainId, trial, attempt }: TrainRequest): string {
  const trialFolder = trial ? join('trials', String(trial.number)) : '';
  return join(resolve(root), folderName(model), folderName(retrainId), trialFolder, `attempt-${attempt}`);
}

/** Writes a file that is there as a whole or not at all; `durable` also waits until a power cut cannot take it away. */
export async function writeWhole(path: string, bytes: Uint8Array | string, durable: boolean): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  await mkdir(dirname(path), { recursive: true });
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

/** The reference under which bytes at a path travel. */
export function artifactOf(path: string, bytes: Uint8Array): Artifact {
  return { uri: pathToFileURL(path).href, sha256: sha256(bytes), bytes: bytes.byteLength };
}

/** The bytes of an artifact in a file, after a check that they are the registered ones. */
export async function readArtifact(artifact: Artifact): Promise<Uint8Array> {
  const path = pathOf(artifact.uri);
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size !== artifact.bytes) throw changed(artifact, `${size} bytes`);
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof TrainingError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new TrainingError(
      missing
        ? `Expected an artifact at \`${artifact.uri}\`, there is none; was it deleted, or trained on another machine?`
        : `Reading the artifact at \`${artifact.uri}\` failed: ${(cause as Error).message}`,
      { permanent: missing, cause }
    );
  }
  const digest = sha256(bytes);
  if (digest !== artifact.sha256) throw changed(artifact, `sha256 ${digest}`);
  return bytes;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

// --- internal ---

/** Readable, safe on every file system, and never the same for two names. */
function folderName(name: string): string {
  return `${name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60)}-${sha256(name).slice(0, 8)}`;
}

function pathOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new TrainingError(`Expected a \`file:\` URI of an artifact on this machine, got \`${uri.slice(0, 200)}\``, {
      permanent: true,
      cause,
    });
  }
}

function changed({ uri, bytes, sha256: digest }: Artifact, found: string): TrainingError {
  return new TrainingError(
    `Expected the artifact at \`${uri}\` to be as it was registered (${bytes} bytes, sha256 ${digest}), got ${found}; it was overwritten`,
    { permanent: true }
  );
}
