import { excerpt } from '../../../terms/visible-text.ts';
import { ConfigurationError } from '../../../terms/errors.ts';

/**
 * Where observations are kept from the moment they are accepted until a server has confirmed them.
 *
 * @example
 * ```ts
 * const client = await MonitorClient.connect({ spool: { directory: '/var/lib/shop/metrics', fsync: 'always' } });
 * ```
 */
export interface SpoolOptions {
  /** This publisher's own folder, created if missing. Two processes cannot use one at the same time. */
  directory: string;
  /**
   * When to flush what was written from the system's memory to the disk. A killed process loses nothing at any setting;
   * this is about power cuts and machine crashes. `always` loses nothing then either, and costs one disk write for
   * every `record`; `interval` may lose the last second, or send it twice; `never` leaves it to the system.
   * @default 'interval'
   */
  fsync?: 'never' | 'interval' | 'always';
  /** Most bytes in its files; beyond, `record` throws a BackPressureError and `recordAsync` waits. @default 64 MiB */
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
  const message = `Expected \`${field}\` to be ${wanted}, got \`${excerpt(String(got), 80)}\``;
  return new ConfigurationError(message, { issues: [{ field, message }] });
}
