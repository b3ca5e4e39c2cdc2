import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/terms/json.ts';
import { parseInProcessOptions } from '../../../src/trainers/in-process/options.ts';
import { readTable, tableRows } from '../../../src/trainers/in-process/table.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'table-'));
  path = join(folder, 'file.csv');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string, data: JsonObject = {}, options: JsonObject = {}) {
  await writeFile(path, text);
  return readTable(
    path,
    parseInProcessOptions({ data: { csv: 'file.csv', time: 't', timeUnit: 'ms', label: 'y', ...data }, ...options })
  );
}

test('rows come in the order of their times, those of one time in the order of the file', async () => {
  const table = await read('t,x,y\n3,30,1\n1,10,0\n3,31,0\n2,20,1\n');
  expect([...tableRows(table)]).toEqual([
    { time: 1, features: [10], label: 0 },
    { time: 2, features: [20], label: 1 },
    { time: 3, features: [30], label: 1 },
    { time: 3, features: [31], label: 0 },
  ]);
});

test.for([
  ['day', '1.5', Date.UTC(1949, 0, 2, 12)],
  ['s', '-2', -2000],
  ['ms', '1e3', 1000],
  ['iso', '2024-05-01', Date.UTC(2024, 4, 1)],
  ['iso', '2024-05-01 12:00', Date.UTC(2024, 4, 1, 12)],
  ['iso', '2024-05-01T12:00:00.5+02:00', Date.UTC(2024, 4, 1, 10, 0, 0, 500)],
] as const)('a time in unit %s, %s, is understood, without a zone as UTC', async ([timeUnit, text, time]) => {
  expect((await read(`t,x,y\n${text},1,1\n`, { timeUnit })).times[0]).toBe(time);
});

test('day 0 can be any date', async () => {
  expect((await read('t,x,y\n0,1,1\n', { timeUnit: 'day', timeOrigin: '2020-02-29' })).times[0]).toBe(
    Date.UTC(2020, 1, 29)
  );
});

test('the positive label is compared as text, a regression reads numbers', async () => {
  const text = 't,x,y\n0,1,yes\n1,1,no\n';
  expect([...(await read(text, {}, { positive: 'yes' })).labels]).toEqual([1, 0]);
  expect([...(await read('t,x,y\n0,1,2.5\n', {}, { task: 'regression' })).labels]).toEqual([2.5]);
});

test('features are the rest, or those named in the order named; a slice column is kept as text', async () => {
  const text = 'a,t,b,y,region\n1,0,2,1,north\n';
  expect((await read(text, { slice: 'region' })).features).toEqual(['a', 'b']);
  const table = await read(text, { features: ['b', 'a'], slice: 'region' });
  expect([...tableRows(table)]).toEqual([{ time: 0, features: [2, 1], label: 1, slice: 'north' }]);
});

test.for([
  [{ label: 'z' }, 't,x,y\n', /`data\.label` to name a column of .*got `z`; it has: t, x, y/],
  [{}, 't,t,y\n', /:1:3: .*`t` twice/],
  [{}, 't,y\n', /all are used/],
  [{}, 't,x,y\n1,abc,1\n', /:2:3: Expected a finite number in column `x`, got `abc`/],
  [{}, 't,x,y\n1,,1\n', /:2:3: Expected a finite number in column `x`, got ``/],
  [{}, 't,x,y\n1,2,1\n1,Infinity,1\n', /:3:3: Expected a finite number/],
  [{}, 't,x,y\n1,2,\n', /:2:5: Expected a label/],
  [{ timeUnit: 'iso' }, 't,x,y\n1,2,1\n', /:2:1: Expected an ISO 8601/],
  [{ timeUnit: 'iso' }, 't,x,y\n2024-13-01,2,1\n', /:2:1: Expected an ISO 8601/],
] as const)('with %j, the fault in %j is named with its place', async ([data, text, message]) => {
  await expect(read(text, data)).rejects.toMatchObject({
    name: 'TrainingError',
    permanent: true,
    message: expect.stringMatching(message),
  });
});
