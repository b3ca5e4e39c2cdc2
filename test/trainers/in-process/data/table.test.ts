import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/terms/json.ts';
import { parseInProcessOptions } from '../../../../src/trainers/in-process/options.ts';
import { readTable, tableRows } from '../../../../src/trainers/in-process/data/table.ts';

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

test.for(['', ' ', 'NA', 'null', 'NaN', 'None'])(
  'a row whose label is `%s` is left out, whatever else is in it: labels come later than the rest',
  async (label) => {
    const rows = `t,x,y\n1,10,0\n2,20,1\n3,30,${label}\nlater,much,${label}\n`;
    expect([...tableRows(await read(rows))]).toEqual([
      { time: 1, features: [10], label: 0 },
      { time: 2, features: [20], label: 1 },
    ]);
    expect([...(await read(rows, {}, { task: 'regression' })).labels]).toEqual([0, 1]);
  }
);

test('a regression reads numbers', async () => {
  expect([...(await read('t,x,y\n0,1,2.5\n', {}, { task: 'regression' })).labels]).toEqual([2.5]);
});

test.for([
  [['1', '0'], '1'],
  [['1', '-1'], '1'],
  [['1.0', '0.0'], '1'],
  [['True', 'False'], 'true'],
  [['TRUE', 'false'], 'true'],
  [['Yes', 'no'], 'yes'],
  [['y', 'n'], 'y'],
  [['t', 'f'], 't'],
  [[' 1', '0 '], '1'],
  [['positive', 'negative'], 'positive'],
] as const)('of the labels %j everybody knows the positive one', async ([[yes, no], positive]) => {
  const table = await read(`t,x,y\n0,1,${yes}\n1,1,${no}\n2,1,${yes}\n`);
  expect([...table.labels]).toEqual([1, 0, 1]);
  expect(table.positive).toBe(positive);
});

test.for([
  ['churned', ['churned', 'stayed'], [1, 0]],
  ['stayed', ['churned', 'stayed'], [0, 1]],
  [true, ['True', 'False'], [1, 0]],
  [0, ['1.0', '0.0'], [0, 1]],
  [2, ['1', '2', '3'], [0, 1, 0]],
] as const)('a policy may say that %j is positive among %j', async ([positive, labels, numbers]) => {
  const text = `t,x,y\n${labels.map((label, at) => `${at},1,${label}`).join('\n')}\n`;
  expect([...(await read(text, {}, { positive })).labels]).toEqual(numbers);
});

test.for([
  [{}, ['good', 'bad'], /found 2 different labels: `good`, `bad`; say which of them counts as positive/],
  [{}, ['0', '1', '2'], /found 3 different labels: `0`, `1`, `2`; say which/],
  [{}, ['1', '2'], /found 2 different labels: `1`, `2`; say which/],
  [{ positive: 'yes' }, ['1', '0'], /found 2 different labels: `1`, `0`; none is `yes`, which `positive` names/],
] as const)('with %j the labels %j are refused for good, and told', async ([options, labels, message]) => {
  const text = `t,x,y\n${labels.map((label, at) => `${at},1,${label}`).join('\n')}\n`;
  await expect(read(text, {}, options)).rejects.toMatchObject({
    name: 'TrainingError',
    permanent: true,
    message: expect.stringMatching(message),
  });
});

test('an error tells no secret of a file: not its first line, no cell, and of many labels a few', async () => {
  const secret = 'AKIAIOSFODNN7EXAMPLE';
  const messages = await Promise.all(
    [
      [`AWS_ACCESS_KEY_ID=${secret}\0PATH=/bin\n`, {}],
      [`t,x,y\n1,${secret},1\n`, {}],
      [`t,x,y\n"${secret}"${secret},1,1\n`, {}],
      [`t,${secret}=1,y,${secret}=1\n1,1,1,1\n`, {}],
      [`t,x,y\n${Array.from({ length: 50 }, (_, at) => `1,1,${secret}-${at}-${'x'.repeat(20)}`).join('\n')}\n`, {}],
    ].map(async ([text], at) => {
      const file = join(folder, `secret-${at}.csv`);
      await writeFile(file, text as string);
      const options = parseInProcessOptions({ data: { csv: file, time: 't', timeUnit: 'ms', label: 'y' } });
      return readTable(file, options).then(
        () => 'nothing',
        (error: Error) => error.message
      );
    })
  );
  for (const message of messages) {
    expect(message).toContain('Expected');
    expect(message).not.toContain(secret);
    expect(message.length).toBeLessThan(1_000);
  }
});

test('features are the rest, or those named in the order named; a slice column is kept as text', async () => {
  const text = 'a,t,b,y,region\n1,0,2,1,north\n';
  expect((await read(text, { slice: 'region' })).features).toEqual(['a', 'b']);
  const table = await read(text, { features: ['b', 'a'], slice: 'region' });
  expect([...tableRows(table)]).toEqual([{ time: 0, features: [2, 1], label: 1, slice: 'north' }]);
});

test.for([
  [{ label: 'z' }, 't,x,y\n', /`data\.label` to name a column of .*got `z`; it has: `t`, `x`, `y`/],
  [{}, 't,t,y\n', /:1:3: .*one twice: `t`/],
  [{}, 't,y\n', /all are used/],
  [{}, 't,x,y\n1,abc,1\n', /:2:3: Expected a finite number in column `x`, got 3 characters/],
  [{}, 't,x,y\n1,,1\n', /:2:3: Expected a finite number in column `x`, got an empty cell/],
  [{}, 't,x,y\n1,2,1\n1,Infinity,1\n', /:3:3: Expected a finite number/],
  [{ timeUnit: 'iso' }, 't,x,y\n1,2,1\n', /:2:1: Expected an ISO 8601/],
  [{ timeUnit: 'iso' }, 't,x,y\n2024-13-01,2,1\n', /:2:1: Expected an ISO 8601/],
] as const)('with %j, the fault in %j is named with its place', async ([data, text, message]) => {
  await expect(read(text, data)).rejects.toMatchObject({
    name: 'TrainingError',
    permanent: true,
    message: expect.stringMatching(message),
  });
});

test.each(['', 'NA', 'null', 'NaN'])(
  'a row whose label is %j is passed over: the label has not come yet',
  async (label) => {
    const table = await read(`t,x,y\n1,2,0\n2,3,1\n3,4,${label}\n`, {});
    expect([...table.labels]).toEqual([0, 1]);
  }
);

test.each([
  ['2024-05-01 12:00:00 UTC', Date.UTC(2024, 4, 1, 12)],
  ['2024-05-01 12:00:00.123456', Date.UTC(2024, 4, 1, 12, 0, 0, 123)],
])('reads the time %j', async (text, ms) => {
  expect([...(await read(`t,x,y\n${text},2,1\n`, { timeUnit: 'iso' })).times]).toEqual([ms]);
});

test('refuses 30 February', async () => {
  await expect(read('t,x,y\n2024-02-30,2,1\n', { timeUnit: 'iso' })).rejects.toThrow(/:2:1: Expected an ISO 8601/);
});

test('a column without a name is no feature, as pandas writes its index; names are read without spaces', async () => {
  const table = await read(',t, x ,y,\n0,1,10,1,\n1,2,20, 0,\n');
  expect(table.features).toEqual(['x']);
  expect([...table.inputs]).toEqual([10, 20]);
});

test.for([
  ['t;x;y\n1;2;1\n', /:1:1: Expected a CSV with commas, got a CSV with semicolons/],
  ['t\tx\ty\n1\t2\t1\n', /:1:1: .*a text with tabs/],
  ['PAR1\u0015\u0004', /:1:1: .*a Parquet file/],
] as const)('another format, %j, is named', async ([text, message]) => {
  await expect(read(text)).rejects.toThrow(message);
});
