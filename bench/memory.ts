import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { against, row, type Row } from './row.ts';

/**
 * Heap that one more cached monitor of three metrics takes, of all that a worker keeps for it: its workflow's context and
 * state, and what the SDK remembers of it. What is left after a full collection counts. The bare workflow is there to
 * compare.
 */
export async function memoryOfMonitors(): Promise<Row[]> {
  const script = fileURLToPath(new URL('memory-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const { monitor, bare } = JSON.parse(last) as { monitor: number; bare: number };
  return [
    against('memory.mib_a_cached_monitor', monitor, 'MiB', 0.17),
    row('memory.mib_a_cached_bare_workflow', bare, 'MiB'),
  ];
}
