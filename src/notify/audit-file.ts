import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../folders/make-folder.ts';
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
    notify: (notices) => append(notices),
    ...(metrics ? { hear: (batch) => append([{ event: 'metrics', ...batch }]) } : {}),
  };
}
