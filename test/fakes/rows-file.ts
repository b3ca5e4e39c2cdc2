import { writeFile } from 'node:fs/promises';
import { createRng } from '../../src/stats/rng.ts';

/** One row of the file that contract tests train on. */
export interface Row {
  /** Epoch milliseconds. */
  time: number;
  a: number;
  b: number;
  label: 0 | 1;
}

export const rowIntervalMs = 60_000;

/** Two noisy features that tell the label; row `n` happens `n` minutes after the epoch. */
export function makeRows(count: number, seed = 1): Row[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, at) => {
    const label = rng.uniform() < 0.4 ? 1 : 0;
    return { time: at * rowIntervalMs, a: rng.normal() + 1.5 * label, b: 3 * rng.normal() - 2 * label, label };
  });
}

export async function writeRows(path: string, rows: Row[]): Promise<void> {
  const lines = rows.map(({ time, a, b, label }) => `${time},${a},${b},${label}`);
  await writeFile(path, `time,a,b,label\n${lines.join('\n')}\n`);
}

/** Options of the in-process trainer for such a file. */
export function rowsOptions(csv: string): { data: { csv: string; time: string; timeUnit: string; label: string } } {
  return { data: { csv, time: 'time', timeUnit: 'ms', label: 'label' } };
}
