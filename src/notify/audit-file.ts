import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Notifier } from './notifier.ts';

/** The audit log: appends every notice to a file, one JSON object per line. */
export function auditFile(path: string): Notifier {
  return {
    async notify(notices) {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, notices.map((notice) => `${JSON.stringify(notice)}\n`).join(''));
    },
  };
}
