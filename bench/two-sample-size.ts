/**
 * How often do the two-sample tests alarm without any drift? Writes bench/two-sample-size.json, and with `--docs` the table
 * of docs/detectors.md.
 *
 *     npx tsx bench/two-sample-size.ts [--first-seed 600000] [--pairs 8000] [--tests chi-square,ks] [--sizes 10000x50] [--docs]
 *
 * Without `--first-seed` the seeds are fresh at every run. From 200 values on, pairs are the fewer the larger they are.
 * `--tests` measures some of them anew, `--sizes` a reference and a sample of other sizes, with all the pairs; the other
 * rows of the file stay.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sizeOf, sampleKinds, testsFor } from './two-sample/size-of.ts';

const { values } = parseArgs({
  options: {
    'first-seed': { type: 'string' },
    pairs: { type: 'string', default: '8000' },
    tests: { type: 'string' },
    sizes: { type: 'string' },
    docs: { type: 'boolean' },
  },
});
const firstSeed = values['first-seed'] === undefined ? randomInt(1_000_000_000) : Number(values['first-seed']);
const pairs = Number(values.pairs);
const equal = [30, 100, 500, 2_000, 10_000];
const sizes = values.sizes?.split(',').map((size) => size.split('x').map(Number)) ?? equal.map((n) => [n, n]);

interface SizeRow {
  kind: string;
  test: string;
  n: number;
  m: number;
  pairs: number;
  at001: number;
  at01: number;
}

const file = new URL('two-sample-size.json', import.meta.url);
const before = (JSON.parse(readFileSync(file, 'utf8')) as { rows: SizeRow[] }).rows;
const found: SizeRow[] = [];
for (const kind of Object.keys(sampleKinds))
  for (const test of testsFor(kind).filter((name) => values.tests?.split(',').includes(name) ?? true))
    for (const [n = 0, m = n] of sizes) {
      const count = n === m ? Math.max(50, Math.round(pairs / Math.max(1, n / 200))) : pairs;
      const { at001, at01 } = sizeOf({ test, kind, n, m, pairs: count, seed: firstSeed + n });
      found.push({ kind, test, n, m, pairs: count, at001, at01 });
      process.stdout.write(`${kind} ${test} ${n}x${m}: ${(100 * at001).toFixed(2)} %, ${(100 * at01).toFixed(2)} %\n`);
    }
const isSame = (one: SizeRow, other: SizeRow): boolean =>
  one.kind === other.kind && one.test === other.test && one.n === other.n && one.m === other.m;
const rows = [...before.filter((one) => !found.some((other) => isSame(one, other))), ...found];
writeFileSync(file, `${JSON.stringify({ rows }, null, 2)}\n`);

if (values.docs) {
  const page = new URL('../docs/detectors.md', import.meta.url);
  const percent = (x: number): string => (100 * x).toFixed(2).replace(/^0/, '');
  const other = [...new Set(rows.filter(({ n, m }) => n !== m).map(({ n, m }) => `${n}x${m}`))];
  const asSize = (size: string): number[] => size.split('x').map(Number);
  const text = readFileSync(page, 'utf8');
  const marked = /<!-- two-sample size -->[\s\S]*?<!-- \/two-sample size -->/;
  const unequal = /<!-- two-sample unequal -->[\s\S]*?<!-- \/two-sample unequal -->/;
  const alike = table(equal.map((n) => [n, n]));
  writeFileSync(
    page,
    text
      .replace(marked, `<!-- two-sample size -->\n\n${alike}\n\n<!-- /two-sample size -->`)
      .replace(unequal, `<!-- two-sample unequal -->\n\n${table(other.map(asSize))}\n\n<!-- /two-sample unequal -->`)
  );

  function table(columns: readonly number[][]): string {
    const lines = Object.keys(sampleKinds).flatMap((kind) =>
      testsFor(kind).flatMap((test) => {
        const cells = columns.map(([n, m]) => {
          const row = rows.find((one) => one.kind === kind && one.test === test && one.n === n && one.m === m);
          return row ? `${percent(row.at001)} / ${percent(row.at01)}` : '';
        });
        return cells.some((cell) => cell !== '') ? [`| ${kind} | \`${test}\` | ${cells.join(' | ')} |`] : [];
      })
    );
    const count = (size = 0): string => size.toLocaleString('en');
    const heads = columns.map(([n, m]) => (n === m ? `n = ${count(n)}` : `${count(n)} and ${count(m)}`));
    return [
      `| samples | test | ${heads.join(' | ')} |`,
      `| --- | --- |${' --- |'.repeat(heads.length)}`,
      ...lines,
    ].join('\n');
  }
}
