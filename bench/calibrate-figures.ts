import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { medianOf } from './row.ts';
import type { JsonObject } from '../src/terms/json.ts';

/** What one run of `calibrate` promised, and what came of it. */
export type Measured = { cpuSeconds: number } & (
  | { refused: true }
  | {
      limit: JsonObject;
      /** Rate in the time of the budget, and the 95 % interval. */
      printed: number[];
      kept: number;
      accurate: number | null;
      covers: boolean;
      isKept: boolean;
      isAtEnd: boolean;
    }
);

export type CalibrationRow = Measured & {
  process: string;
  dial: string;
  history: number;
  observations: number;
  days: number;
};

/** Puts the tables of what was measured into docs/calibrate.md, so that it claims what calibrate.json has. */
export async function writeCalibrationFigures(rows: readonly CalibrationRow[]): Promise<void> {
  const text = await readFile(docs, 'utf8');
  const [before, rest = ''] = text.split(marks.from);
  const [, after] = rest.split(marks.to);
  if (after === undefined) throw new Error(`Expected docs/calibrate.md to have \`${marks.from}\` and \`${marks.to}\``);
  const whole = [before, marks.from, '\n\n', bySize(rows), '\n\n', byDial(rows), '\n\n', byProcess(rows), '\n\n'];
  const style = await resolveConfig(docs);
  await writeFile(docs, await format([...whole, marks.to, after].join(''), { ...style, parser: 'markdown' }));
}

// --- internal ---

const docs = fileURLToPath(new URL('../docs/calibrate.md', import.meta.url));
const marks = { from: '<!-- measured: written by bench/calibrate.ts -->', to: '<!-- end -->' };
const sizes = [5_000, 1_000, 300];

type Judged = Extract<CalibrationRow, { kept: number }>;

/** Runs that were not refused, and used the budget: where a dial ends before that, there is no rate to be near to. */
function judged(rows: readonly CalibrationRow[]): Judged[] {
  return rows.filter((row): row is Judged => 'kept' in row && row.isKept && !row.isAtEnd);
}

function bySize(rows: readonly CalibrationRow[]): string {
  const head = [
    'history',
    'budget: one in',
    'runs',
    'refused',
    'dial ends before',
    'truth within the budget',
    'truth within 25 % of the printed rate',
    'interval covers the truth',
    'truth over budget, median',
  ];
  const lines = sizes.map((size) => {
    const all = rows.filter(({ observations }) => observations === size);
    const those = judged(all);
    const refused = all.filter((row) => 'refused' in row).length;
    return [
      `${size.toLocaleString('en-US')} values`,
      `${all[0]?.days ?? 0}d`,
      all.length,
      refused,
      all.length - refused - those.length,
      share(those, ({ kept }) => kept <= 1),
      share(those, isAccurate),
      share(those, ({ covers }) => covers),
      those.length === 0 ? '' : medianOf(those.map(({ kept }) => kept)).toFixed(2),
    ];
  });
  return table(head, lines);
}

function byDial(rows: readonly CalibrationRow[]): string {
  return split('dial', rows, ({ dial }) => dial);
}

function byProcess(rows: readonly CalibrationRow[]): string {
  return split('process', rows, ({ process }) => process);
}

/** A line for each kind of run: truth within 25 % of the printed rate, and in the interval, at every size. */
function split(title: string, rows: readonly CalibrationRow[], kindOf: (row: CalibrationRow) => string): string {
  const head = [title, ...sizes.flatMap((size) => [`${size.toLocaleString('en-US')}: within 25 %`, 'covered'])];
  const lines = [...new Set(rows.map(kindOf))].map((kind) => [
    kind,
    ...sizes.flatMap((size) => {
      const all = rows.filter((row) => kindOf(row) === kind && row.observations === size);
      const those = judged(all);
      if (those.length > 0) return [share(those, isAccurate), share(those, ({ covers }) => covers)];
      return [all.length === 0 ? '' : all.every((row) => 'refused' in row) ? 'refused' : 'dial ends', ''];
    }),
  ]);
  return table(head, lines);
}

function isAccurate({ accurate }: Judged): boolean {
  return accurate !== null && accurate >= 0.75 && accurate <= 1.25;
}

function share(rows: readonly Judged[], is: (row: Judged) => boolean): string {
  return `${rows.filter(is).length} of ${rows.length}`;
}

function table(head: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
