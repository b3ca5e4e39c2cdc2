import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keyedByFile } from '../../../../src/cli/input/sample/keyed-by-file.ts';
import { readSamples } from '../../../../src/samples/read-samples.ts';

const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keysOf(text: string): Promise<(string | undefined)[]> {
  const path = join(folder, 'metrics.csv');
  await writeFile(path, text);
  async function* input(): AsyncGenerator<string> {
    yield await Promise.resolve(text);
  }
  const keys: (string | undefined)[] = [];
  for await (const read of keyedByFile(path, readSamples(input())))
    keys.push('sample' in read && read.sample.options.key ? JSON.stringify(read.sample.options.key) : undefined);
  return keys;
}

const rows = 'at,accuracy\n2026-01-01T00:00:00Z,0.9\n2026-01-01T00:00:00Z,0.9\n';

test('rows of a file have the same keys whenever it is sent, each another', async () => {
  const first = await keysOf(rows);
  expect(new Set(first).size).toBe(2);
  expect(first.every((key) => key !== undefined)).toBe(true);
  expect(await keysOf(rows)).toEqual(first);
});

test('rows of another file have other keys', async () => {
  const before = new Set(await keysOf(rows));
  expect((await keysOf(`${rows}2026-01-02T00:00:00Z,0.9\n`)).filter((key) => before.has(key))).toEqual([]);
});

test('rows without a time have none: they are of now, each time they are sent', async () => {
  expect(await keysOf('accuracy\n0.9\n0.8\n')).toEqual([undefined, undefined]);
});
