import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '../terms/errors.ts';
import { makeFolder, whyNotWritten } from '../folders/make-folder.ts';
import type { Notifier } from './notifier.ts';

/**
 * What the audit log holds.
 *
 * @example
 * ```ts
 * auditFile('./audit.ndjson', { metrics: true });
 * ```
 */
export interface AuditFileOptions {
  /** Writes every batch of metrics too: `{"event":"metrics","model":…,"observations":[…]}`. @default false */
  metrics?: boolean;
}

/** The audit log: appends every notice to a file, one JSON object per line. */
export function auditFile(path: string, { metrics = false }: AuditFileOptions = {}): Notifier {
  const append = async (entries: readonly object[]): Promise<void> => {
    try {
      await makeFolder(dirname(path));
      await appendFile(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    } catch (cause) {
      throw new Error(
        `The audit log \`${path}\` could not be written: ${(cause as Error).message}; check that its folder is writable`,
        { cause }
      );
    }
  };
  return {
    preflight: () => refuseUnwritable(path),
    notify: (notices) => append(notices),
    ...(metrics ? { hear: (batch) => append([{ event: 'metrics', ...batch }]) } : {}),
  };
}

// --- internal ---

async function refuseUnwritable(path: string): Promise<string[]> {
  const why = await whyNotWritten(path);
  if (why === undefined) return [];
  const message = `Expected the audit file \`${path}\` to be one that can be written to, but ${why}; name another file, or let the worker's user write there`;
  throw new ConfigurationError(message, { issues: [{ field: 'path', message }] });
}
