import { ConfigurationError } from '../../../terms/errors.ts';

/** Where observations are kept from the moment they are accepted until a server has confirmed them. */
export interface SpoolOptions {
  /** A folder of this publisher's own; made when it is not there. Two processes cannot use one at the same time. */
  directory: string;
  /**
   * When what was written is brought from the system's memory to the disk. A process that is killed loses nothing
   * whatever this says; it is about power cuts and crashes of the machine: `always` loses nothing then either, and costs a
   * write to the disk for every `record`; `interval` may lose the last second, or send it twice; `never` leaves it to the
   * system. @default 'interval'
   */
  fsync?: 'never' | 'interval' | 'always';
  /** Bytes that its files may take; once they do, `record` throws a BackPressureError, and `recordAsync` waits. @default 64 MiB */
  maxBytes?: number;
}

export type ResolvedSpoolOptions = Required<SpoolOptions>;

/** @throws ConfigurationError that names the option that cannot be used */
export function resolveSpoolOptions({
  directory,
  fsync = 'interval',
  maxBytes = 64 * mebibyte,
}: SpoolOptions): ResolvedSpoolOptions {
  if (typeof directory !== 'string' || directory === '')
    throw wrong('spool.directory', 'the path of a folder', directory);
  if (!['never', 'interval', 'always'].includes(fsync))
    throw wrong('spool.fsync', '`never`, `interval` or `always`', fsync);
  if (!Number.isSafeInteger(maxBytes) || maxBytes < mebibyte)
    throw wrong('spool.maxBytes', `a whole number from ${mebibyte}`, maxBytes);
  return { directory, fsync, maxBytes };
}

// --- internal ---

const mebibyte = 1024 * 1024;

function wrong(field: string, wanted: string, got: unknown): ConfigurationError {
  const message = `Expected \`${field}\` to be ${wanted}, got \`${String(got).slice(0, 80)}\``;
  return new ConfigurationError(message, [{ field, message }]);
}
