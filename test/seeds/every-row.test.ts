import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { seedRows } from './rows.ts';

it('every row of the five documents has a test that carries its tag', async () => {
  const tests = fileURLToPath(new URL('..', import.meta.url));
  const files = (await readdir(tests, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(tests, file), 'utf8')));
  const tags = texts.flatMap((text) => text.match(/['"`], \{ tags: \[[^\]]*\]/g) ?? []);
  const named = new Set(tags.flatMap((tag) => tag.match(/m\d+\.\d+/g) ?? []));
  expect(seedRows.filter((row) => !named.has(row))).toEqual([]);
});
