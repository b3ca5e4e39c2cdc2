/**
 * How often do the two-sample tests alarm without any drift? Writes bench/two-sample-size.json, and with `--docs` the table
 * of docs/detectors.md.
 *
 *     npx tsx bench/two-sample-size.ts [--first-seed 600000] [--pairs 8000] [--docs]
 *
 * Without `--first-seed` the seeds are fresh at every run. From 200 values on, pairs are the fewer the larger they are.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sizeOf, sampleKinds, testsFor } from './two-sample/size-of.ts';

const { values } = parseArgs({
  options: { 'first-seed': { type: 'string' }, pairs: { type: 'string', default: '8000' }, docs: { type: 'boolean' } },
});
const firstSeed = values['first-seed'] === undefined ? randomInt(1_000_000_000) : Number(values['first-seed']);
const pairs = Number(values.pairs);
const sizes = [30, 100, 500, 2_000, 10_000];

interface SizeRow {
  kind: string;
  test: string;
  n: number;
  pairs: number;
  at001: number;
  at01: number;
}

const rows: SizeRow[] = [];
for (const kind of Object.keys(sampleKinds))
  for (const test of testsFor(kind))
    for (const n of sizes) {
      const count = Math.max(50, Math.round(pairs / Math.max(1, n / 200)));
      const { at001, at01 } = sizeOf({ test, kind, n, pairs: count, seed: firstSeed + n });
      rows.push({ kind, test, n, pairs: count, at001, at01 });
      process.stdout.write(`${kind} ${test} n=${n}: ${(100 * at001).toFixed(2)} %, ${(100 * at01).toFixed(2)} %\n`);
    }
writeFileSync(
  new URL('two-sample-size.json', import.meta.url),
  `${JSON.stringify({ firstSeed, pairs, rows }, null, 2)}\n`
);

if (values.docs) {
  const page = new URL('../docs/detectors.md', import.meta.url);
  const percent = (x: number): string => (100 * x).toFixed(2).replace(/^0/, '');
  const lines = Object.keys(sampleKinds).flatMap((kind) =>
    testsFor(kind).map((test) => {
      const cells = sizes.map((n) => {
        const found = rows.find((one) => one.kind === kind && one.test === test && one.n === n);
        return found ? `${percent(found.at001)} / ${percent(found.at01)}` : '';
      });
      return `| ${kind} | \`${test}\` | ${cells.join(' | ')} |`;
    })
  );
  const table = [
    `| samples | test | ${sizes.map((n) => `n = ${n.toLocaleString('en')}`).join(' | ')} |`,
    `| --- | --- | ${sizes.map(() => '---').join(' | ')} |`,
    ...lines,
  ].join('\n');
  const text = readFileSync(page, 'utf8');
  const marked = /<!-- two-sample size -->[\s\S]*?<!-- \/two-sample size -->/;
  writeFileSync(page, text.replace(marked, `<!-- two-sample size -->\n\n${table}\n\n<!-- /two-sample size -->`));
}
