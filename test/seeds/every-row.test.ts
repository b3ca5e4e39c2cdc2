import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** How many rows each of the five documents has. */
const rowsOf = { 16: 7, 21: 5, 23: 8, 32: 8, 41: 8 };

it('Every row of the five documents has a test that names it at its beginning', async () => {
  const tests = fileURLToPath(new URL('..', import.meta.url));
  const files = (await readdir(tests, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(tests, file), 'utf8')));
  const titles = texts.flatMap((text) => text.match(/['"`]seed (m\d+\.\d+(, )?)+:/g) ?? []);
  const named = new Set(titles.flatMap((title) => title.match(/m\d+\.\d+/g) ?? []));
  const rows = Object.entries(rowsOf).flatMap(([module, count]) =>
    Array.from({ length: count }, (_, i) => `m${module}.${i + 1}`)
  );
  expect(rows.filter((row) => !named.has(row))).toEqual([]);
});
