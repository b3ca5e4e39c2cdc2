import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.ts';

const readme = fileURLToPath(new URL('README.md', import.meta.url));
const marks = { from: '<!-- figures: written by npm run bench -->', to: '<!-- end of figures -->' };

/** Puts the figures of this run into bench/README.md, so that what it claims is what results.json has. */
export async function writeFigures(machine: string, rows: readonly Row[]): Promise<void> {
  const text = await readFile(readme, 'utf8');
  const [before, rest = ''] = text.split(marks.from);
  const [, after] = rest.split(marks.to);
  if (after === undefined) throw new Error(`Expected bench/README.md to have \`${marks.from}\` and \`${marks.to}\``);
  const table = ['| figure | value | unit | goal |', '| --- | ---: | --- | ---: |', ...rows.map(line)].join('\n');
  const whole = `${before}${marks.from}\n\n${machine}.\n\n${table}\n\n${marks.to}${after}`;
  const style = await resolveConfig(readme);
  await writeFile(readme, await format(whole, { ...style, parser: 'markdown' }));
}

// --- internal ---

function line({ name, value, unit, reference }: Row): string {
  return `| \`${name}\` | ${grouped(value)} | ${unit} | ${reference === undefined ? '' : grouped(reference)} |`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}
