import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInProcessOptions } from '../../src/trainers/in-process/options.ts';
import { readHistory } from '../../src/cli/input/history/history.ts';
import { readSamples, type ReadSample } from '../../src/samples/read-samples.ts';
import { readTable } from '../../src/trainers/in-process/data/table.ts';
import { rowsOfBody } from '../../src/serve/intake/rows-of-body.ts';
import type { TimeUnit } from '../../src/rows/time.ts';

const march2 = Date.UTC(2026, 2, 2);

type Read = { at: number; value: number } | 'not measured' | 'a fault';

/** Each reads one row of a CSV; the column `other` is there so that a row without a value is still a row. */
const doors: Record<string, (time: string, cell: string, unit?: TimeUnit) => Promise<Read>> = {
  send: async (time, cell, unit) => sampled(readSamples(chunks(csv(time, cell)), 'csv', unit && { unit })),

  serve: async (time, cell, unit) => {
    const request = new Request('http://localhost', { method: 'POST', body: csv(time, cell) });
    return sampled(oneByOne(rowsOfBody(request, { maxBytes: 1_000, format: 'csv', ...(unit && { unit }) })));
  },

  backtest: async (time, cell, unit) => {
    const format = { format: 'csv' as const, ...(unit && { timeUnit: unit }) };
    const read = await readHistory(chunks(csv(time, cell)), new Set(['value', 'other']), format).catch(() => null);
    if (read === null || read.notes.length > 0) return 'a fault';
    const { streams, stream, at, value } = read.history;
    const place = stream.findIndex((one) => streams[one]?.metric === 'value');
    return place === -1 ? 'not measured' : { at: at[place]!, value: value[place]! };
  },

  'the in-process trainer': async (time, cell, unit) => {
    const path = join(folder, `${(files += 1)}.csv`);
    await writeFile(path, csv(time, cell));
    const data = { csv: path, time: 'time', label: 'value', timeUnit: unit ?? 'iso', timeOrigin: '1970-01-01' };
    const table = await readTable(path, parseInProcessOptions({ data, task: 'regression' })).catch(() => null);
    if (table === null) return 'a fault';
    return table.size === 0 ? 'not measured' : { at: table.times[0]!, value: table.labels[0]! };
  },
};

describe.each(Object.entries(doors))('a row of CSV that comes in by %s', (_, read) => {
  it.each([
    ['0.5', 0.5],
    [' 0.5 ', 0.5],
    ['"0.5"', 0.5],
    ['" 0.5"', 0.5],
    ['+.5', 0.5],
    ['5e-1', 0.5],
  ])('has the number in the cell %j', async (cell, value) => {
    expect(await read('2026-03-02', cell)).toEqual({ at: march2, value });
  });

  it.each(['', '  ', '""', 'NA', ' n/a', 'null', 'NULL', 'None', '"NA"'])(
    'has no measurement in the cell %j',
    async (cell) => expect(await read('2026-03-02', cell)).toBe('not measured')
  );

  it.each([
    'good',
    '"0,5"',
    '50 %',
    '1 2',
    '--',
    '1e',
    '"0.5',
    '"0.5"1',
    'undefined',
    'missing',
    '0x10',
    '0b11',
    '0o17',
    '0X1',
  ])('is refused for the cell %j', async (cell) => expect(await read('2026-03-02', cell)).toBe('a fault'));

  it.each([
    ['2026-03-02', march2],
    [' 2026-03-02 ', march2],
    ['"2026-03-02"', march2],
    ['2026-03-02T00:00:00Z', march2],
    ['2026-03-02 00:00', march2],
    ['2026-03-02 00:00:00 UTC', march2],
    ['2026-03-02 05:30:00+0530', march2],
    ['2026-03-01T23:00:00-01:00', march2],
    ['2026-03-01T23:00-01', march2],
    ['2026-03-01T24:00:00Z', march2],
    ['2026-03-02T00:00:00.123456789Z', march2 + 123],
    ['"2026-03-02T00:00:00,5Z"', march2 + 500],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
  ])('has the time %j', async (time, at) => expect(await read(time, '0.5')).toEqual({ at, value: 0.5 }));

  it.each([
    '2026-02-30',
    '2026-02-29T12:00:00Z',
    '2026-13-01',
    '2026-03-02T25:00:00Z',
    '2026-03-02T12:60:00Z',
    '02.03.2026',
    '3/2/2026',
    '2026-3-2',
    '2026-03',
    'March 2, 2026',
    'yesterday',
    'NA',
    'Infinity',
    '0x19b7a0c3400',
    '-',
  ])('is refused for the time %j', async (time) => expect(await read(time, '0.5')).toBe('a fault'));

  it.each<[TimeUnit, string, number]>([
    ['ms', String(march2), march2],
    ['s', String(march2 / 1_000), march2],
    ['s', ' 1.7724096e9 ', march2],
    ['us', `${march2}250`, march2],
    ['ns', `${march2}000000`, march2],
    ['day', String(march2 / 86_400_000), march2],
    ['s', '2026-03-02', march2],
  ])('has, with the unit %s, the time %j', async (unit, time, at) =>
    expect(await read(time, '0.5', unit)).toEqual({ at, value: 0.5 })
  );

  it.each<[TimeUnit, string]>([
    ['s', '1e300'],
    ['ms', 'NaN'],
    ['day', '2026-02-30'],
  ])('is refused, with the unit %s, for the time %j', async (unit, time) =>
    expect(await read(time, '0.5', unit)).toBe('a fault')
  );
});

// --- internal ---

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doors-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** With a column that has no name, as pandas writes its index. */
function csv(time: string, cell: string): string {
  return `,time,value,other\r\n0,${time},${cell},1\r\n`;
}

async function* chunks(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

async function* oneByOne(blocks: AsyncIterable<ReadSample[]>): AsyncGenerator<ReadSample> {
  for await (const block of blocks) yield* block;
}

async function sampled(rows: AsyncIterable<ReadSample>): Promise<Read> {
  for await (const row of rows) {
    if ('fault' in row) return 'a fault';
    const value = row.sample.values['value'];
    return value === undefined ? 'not measured' : { at: Number(row.sample.options.at), value };
  }
  return 'a fault';
}
