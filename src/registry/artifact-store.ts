import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Artifact } from '../core/state/lineage.ts';
import { RegistryError } from '../terms/errors.ts';

export interface FileArtifactStoreOptions {
  /** The folder everything lies in; made when absent. */
  root: string;
  /** Unfinished files older than this are removed when the store is opened. @default 86400000 (a day) */
  staleMs?: number;
  /** @default Date.now */
  now?: () => number;
}

/** What to store: bytes, or a file that is copied. */
export type ArtifactSource = Uint8Array | { file: string };

export async function openFileArtifactStore(options: FileArtifactStoreOptions): Promise<FileArtifactStore> {
  const { root, staleMs = 24 * 3_600_000, now = Date.now } = options;
  const path = resolve(root);
  try {
    await mkdir(join(path, unfinishedFolder), { recursive: true });
    const store = new FileArtifactStore(await realpath(path));
    await store.sweep(now() - staleMs);
    return store;
  } catch (error) {
    throw failed(`Artifact folder \`${path}\``, 'opening it', error);
  }
}

/** A name for `put` that no other retrain or attempt has: a zombie cannot write where its successor does. */
export function artifactName(retrainId: string, attempt: number, file: string): string {
  const segments = retrainId.split('/').map(encodeSegment);
  return [...segments, `attempt-${attempt}`, encodeSegment(file)].join('/');
}

/**
 * Artifacts as files under one folder. A file is there whole or not at all, is named after its content, and so never
 * changes under a version that was registered with it; whoever reads it gets the registered bytes or an error.
 */
export class FileArtifactStore {
  /** Absolute, without symbolic links. */
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Stores under `<folders of name>/<first 16 digits of the SHA-256>-<last part of name>`. On disk when it returns. */
  async put(source: ArtifactSource, name: string): Promise<Artifact> {
    const segments = name.split('/');
    const file = segments.pop() ?? '';
    if (![...segments, file].every((part) => segmentPattern.test(part)) || segments.length > deepest)
      throw refused(
        `Expected an artifact name to be at most ${deepest + 1} parts of letters, digits, and \`._=-\` joined by \`/\`, none starting with a dot, got \`${name.slice(0, 120)}\``
      );
    const unfinished = join(this.root, unfinishedFolder, randomUUID());
    try {
      const { sha256, bytes } = await writeThrough(unfinished, source);
      const folder = await this.#makeFolder(segments);
      const path = join(folder, `${sha256.slice(0, 16)}-${file}`);
      await rename(unfinished, path);
      await syncFolder(folder);
      return { uri: pathToFileURL(path).href, sha256, bytes };
    } catch (error) {
      await rm(unfinished, { force: true });
      throw failed(`Artifact \`${name}\``, 'storing it', error);
    }
  }

  /** The bytes, after a check that they are the registered ones. */
  async get(artifact: Artifact): Promise<Buffer> {
    return this.#withFile(artifact, async (file) => {
      const content = await file.readFile();
      checkDigest(artifact, createHash('sha256').update(content).digest('hex'));
      return content;
    });
  }

  /** Path of the file, after the same check: for models too big for memory, and for programs that want a file. */
  async path(artifact: Artifact): Promise<string> {
    return this.#withFile(artifact, async (file, path) => {
      const hash = createHash('sha256');
      for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
      checkDigest(artifact, hash.digest('hex'));
      return path;
    });
  }

  /** Removes what a process that died left unfinished before the given time; says how many files that were. */
  async sweep(before: number): Promise<number> {
    const folder = join(this.root, unfinishedFolder);
    let swept = 0;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const found = await lstat(path).catch(() => undefined);
      if (!found || found.mtimeMs >= before) continue;
      await rm(path, { force: true, recursive: true });
      swept += 1;
    }
    return swept;
  }

  /** Makes folder by folder, so that a symbolic link in between is noticed before anything is made behind it. */
  async #makeFolder(segments: string[]): Promise<string> {
    let folder = this.root;
    for (const segment of segments) {
      const parent = folder;
      folder = join(parent, segment);
      const made = await mkdir(folder).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          throw error;
        }
      );
      if (made) await syncFolder(parent);
      else if (!(await lstat(folder)).isDirectory())
        throw refused(`Expected \`${folder}\` to be a folder, found a file or a symbolic link; remove it`);
    }
    return folder;
  }

  async #withFile<T>(artifact: Artifact, use: (file: FileHandle, path: string) => Promise<T>): Promise<T> {
    const path = this.#pathOf(artifact.uri);
    try {
      const real = await realpath(path);
      if (real !== path) throw outside(artifact.uri, this.root, `it leads to \`${real}\``);
      // Before it is opened: opening a pipe would wait for its writer for ever.
      if (!(await stat(path)).isFile()) throw refused(`Expected artifact \`${artifact.uri}\` to be a file`);
      const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        const { size } = await file.stat();
        if (size !== artifact.bytes) throw changed(artifact, `${size} bytes`);
        return await use(file, path);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw failed(`Artifact \`${artifact.uri}\``, 'reading it', error);
    }
  }

  #pathOf(uri: string): string {
    let path: string;
    try {
      path = fileURLToPath(uri);
    } catch (cause) {
      throw refused(
        `Expected an artifact uri like \`file:///models/ranker.json\`, got \`${uri.slice(0, 120)}\``,
        cause
      );
    }
    const within = relative(this.root, path);
    if (
      path.includes('\0') ||
      within === '' ||
      within === '..' ||
      within.startsWith(`..${sep}`) ||
      resolve(path) !== path
    )
      throw outside(uri, this.root, 'it lies elsewhere');
    return path;
  }
}

// --- internal ---

/** On the same file system as the artifacts, so that `rename` is atomic; no artifact name starts with a dot. */
const unfinishedFolder = '.unfinished';

const segmentPattern = /^[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,199}$/;
const deepest = 16;

/** Letters, digits, `_`, `-` and inner dots stay; every other byte becomes `=` and two hex digits. */
function encodeSegment(text: string): string {
  return [...Buffer.from(text)]
    .map((byte, at) => {
      const char = String.fromCharCode(byte);
      const plain = /[A-Za-z0-9_-]/.test(char) || (char === '.' && at > 0);
      return plain ? char : `=${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

async function writeThrough(path: string, source: ArtifactSource): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const target = await open(path, 'wx', 0o644);
  try {
    for await (const chunk of chunks(source)) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await target.writeFile(chunk);
    }
    await target.sync();
  } finally {
    await target.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function* chunks(source: ArtifactSource): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) yield source;
  else for await (const chunk of createReadStream(source.file, { highWaterMark: 1 << 20 })) yield chunk as Buffer;
}

/** A rename is on disk only when the folder is. Windows cannot open folders, and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function checkDigest(artifact: Artifact, digest: string): void {
  if (digest !== artifact.sha256) throw changed(artifact, `SHA-256 ${digest}`);
}

function changed({ uri, sha256, bytes }: Artifact, found: string): RegistryError {
  return refused(
    `Expected artifact \`${uri}\` to have ${bytes} bytes with SHA-256 ${sha256}, found ${found}: it was torn or changed since it was registered; restore it from a backup or retrain`
  );
}

function outside(uri: string, root: string, how: string): RegistryError {
  return refused(`Expected artifact \`${uri.slice(0, 200)}\` to lie in \`${root}\`, but ${how}; it is not read`);
}

function refused(message: string, cause?: unknown): RegistryError {
  return new RegistryError(message, { permanent: true, cause });
}

/** Errors of the file system; ours pass unchanged. What somebody can repair meanwhile is worth a retry. */
function failed(subject: string, doing: string, error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const permanent = code !== undefined && permanentCodes.has(code);
  const next = code === 'ENOSPC' ? '; the disk is full: free some space, it is tried again' : '';
  return new RegistryError(`${subject} failed while ${doing}: ${message}${next}`, { permanent, cause: error });
}

const permanentCodes: ReadonlySet<string> = new Set([
  'ENOENT',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
]);
