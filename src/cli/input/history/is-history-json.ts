import { open } from 'node:fs/promises';
import { isStream } from '../../../folders/read-path.ts';
import { foreignFormat } from '../../../rows/foreign-format.ts';

/**
 * Whether a file with the ending of JSON holds rows and no monitor: an object a line, an array, an answer of
 * Prometheus, something compressed. What cannot be read is no history: whoever opens it as a monitor says why.
 */
export async function isHistoryJson(path: string): Promise<boolean> {
  const head = (await headOf(path)).replace(/^\uFEFF/, '').trimStart();
  const [first = ''] = head.split('\n', 1);
  if (first.trim() !== '{' && foreignFormat(first) !== undefined) return true;
  if (foreignFormat(head) !== undefined && prometheus.test(head)) return true;
  return isRow(first);
}

// --- internal ---

/** Long enough for the first row, whatever it carries. */
const headBytes = 65_536;

const prometheus = /^\{\s*"status"\s*:/;

/** A monitor in one line names its model, and its metrics by an object. */
function isRow(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !('model' in value) && !('metrics' in value);
  } catch {
    return false;
  }
}

async function headOf(path: string): Promise<string> {
  if (await isStream(path)) return '';
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}
