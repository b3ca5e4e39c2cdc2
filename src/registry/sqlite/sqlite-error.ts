import { RegistryError } from '../../terms/errors.ts';
import { sqliteCode } from './driver.ts';

/** Whether another connection holds the lock: worth waiting for. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 5 || code === 6;
}

/** The `RegistryError` for any error of the SQLite library: names the file, what was found, and the next step. */
export function toRegistryError(error: unknown, path: string, doing: string): RegistryError {
  if (error instanceof RegistryError) return error;
  const found = error instanceof Error ? error.message : String(error);
  const known = advice[sqliteCode(error) ?? -1] ?? systemAdvice[(error as { code?: string }).code ?? ''];
  const { permanent, next } = known ?? { permanent: false, next: 'see the cause' };
  return new RegistryError(`Registry file \`${path}\` failed while ${doing}: ${found}; ${next}`, {
    permanent,
    cause: error,
  });
}

/** For a file that opens, but is not valid. */
export function unusable(path: string, found: string, next: string): RegistryError {
  return new RegistryError(`Registry file \`${path}\` cannot be used: ${found}; ${next}`, { permanent: true });
}

// --- internal ---

interface Advice {
  /** Whether waiting can never help. */
  permanent: boolean;
  next: string;
}

const damaged = 'the file is damaged: restore it from a backup, or move it away to start an empty registry';
const noPermission = 'let the user who runs this write to the file and its directory, or choose another path';

/** By SQLite's primary result code. */
const advice: Record<number, Advice> = {
  3: { permanent: true, next: noPermission },
  5: { permanent: false, next: 'another process holds it; it is tried again' },
  6: { permanent: false, next: 'another process holds it; it is tried again' },
  8: { permanent: true, next: noPermission },
  10: { permanent: false, next: 'check the disk; it is tried again' },
  11: { permanent: true, next: damaged },
  13: { permanent: false, next: 'the disk is full: nothing was written; free some space, it is tried again' },
  14: { permanent: true, next: noPermission },
  23: { permanent: true, next: noPermission },
  26: { permanent: true, next: 'it is not an SQLite file: choose another path, or move the file away' },
};

/** By Node's error code, for creating the directory. */
const systemAdvice: Record<string, Advice> = {
  EACCES: { permanent: true, next: noPermission },
  EPERM: { permanent: true, next: noPermission },
  EROFS: { permanent: true, next: noPermission },
  ENOENT: { permanent: true, next: noPermission },
  ENOTDIR: { permanent: true, next: 'a part of the path is a file: choose another path' },
  EEXIST: { permanent: true, next: 'a part of the path is a file: choose another path' },
  EISDIR: { permanent: true, next: 'it is a directory: choose a file in it' },
  ENOSPC: { permanent: false, next: 'the disk is full: free some space, it is tried again' },
};
