import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { csvRows } from '../../../../src/cli/input/history/history-csv.ts';
import { isoTime } from '../../../../src/terms/time-text.ts';
import { readNumbers } from '../../../../src/cli/input/numbers.ts';
import { ndjsonRows } from '../../../../src/cli/input/history/history-ndjson.ts';
import { readHistory } from '../../../../src/cli/input/history/history.ts';
import { rowTaker } from '../../../../src/cli/input/history/history-row.ts';
import type { HistoryBuilder } from '../../../../src/backtest/history.ts';

/** Keeps what it is given, as `stream value`. */
function target(): { taken: string[]; builder: HistoryBuilder; metrics: ReadonlySet<string>; now: number } {
  const streams: string[] = [];
  const taken: string[] = [];
  const builder = {
    streamOf: (...names: unknown[]) => streams.push(names.join('/')) - 1,
    add: (place: number, _at: number, x: number) => void taken.push(`${streams[place]} ${x}`),
  } as unknown as HistoryBuilder;
  return { taken, builder, metrics: new Set(['accuracy', 'f1']), now: 1_000 };
}

describe('a row of a history', () => {
  it('keeps its other metrics when one cell is bad, in a CSV and in NDJSON alike', () => {
    const csv = target();
    expect(csvRows('at,accuracy,f1', csv)('1000,x,0.1')).toMatch(/`accuracy`/);
    const ndjson = target();
    expect(rowTaker(ndjson)({ at: 1000, accuracy: 'x', f1: 0.1 })).toMatch(/`accuracy`/);
    expect(ndjson.taken).toEqual(['f1// 0.1']);
    expect(csv.taken).toEqual(ndjson.taken);
  });

  it('keeps its other metrics beside NaN and infinities as Python writes them', () => {
    const ndjson = target();
    const read = ndjsonRows(ndjson);
    expect(read('{"at": 1000, "accuracy": NaN, "f1": 0.1, "note": "a: NaN, \\"b: Infinity,"}')).toBeUndefined();
    expect(read('{"at": 1000, "accuracy": -Infinity,"f1":Infinity}')).toBeUndefined();
    expect(ndjson.taken).toEqual(['accuracy// NaN', 'f1// 0.1', 'accuracy// -Infinity', 'f1// Infinity']);
    for (const bad of ['{"at": 1000, "f1": NaNs}', '{"at": 1000, NaN: 1}', '{"at": 1000, "f1": NaN'])
      expect(read(bad)).toContain('Expected a JSON object, found: ');
  });

  const read = (text: string) => readHistory(Readable.from([text]), new Set(['accuracy']), {});

  it('that holds no metric of the policy is shown', async () => {
    await expect(read('{"time":"2026-01-01","metrics":{"accuracy":0.9}}\n')).rejects.toThrow(
      /got none: its first line is `\{"time":"2026-01-01","metrics":.*`; each metric is a field of its own/
    );
    await expect(read('time,metric,value\n2026-01-01,f1,0.9\n')).rejects.toThrow(
      'got none: its first line is `2026-01-01,f1,0.9`'
    );
  });

  it('says of a number of rows that is called otherwise that it is passed over', async () => {
    const said = expect.stringContaining('`N` is passed over: call it `n`') as string;
    expect((await read('time,accuracy,N\n2026-01-01,0.9,5\n')).notes).toEqual([said]);
    expect((await read('{"time":"2026-01-01","accuracy":0.9,"N":5}\n')).notes).toEqual([said]);
    expect((await read('time,accuracy,N,n\n2026-01-01,0.9,5,5\n')).notes).toEqual([]);
  });

  it('is none where it stands in a note with line breaks', () => {
    const csv = target();
    const read = csvRows('at,f1,note', csv);
    const told = ['1,0.9,"see:', '2,0.1,b', '3,0.1,x"', '4,0.8,c'].map((line) => read(line) === undefined);
    expect(told).toEqual([false, false, false, true]);
    expect(csv.taken).toEqual(['f1// 0.8']);
  });

  it('takes numbers as segments and versions, in a CSV and in NDJSON alike', () => {
    const csv = target();
    expect(csvRows('at,segment,version,f1', csv)('1000,1,2,0.1')).toBeUndefined();
    const ndjson = target();
    expect(rowTaker(ndjson)({ at: 1000, segment: 1, version: 2, f1: 0.1 })).toBeUndefined();
    expect(ndjson.taken).toEqual(['f1/1/2 0.1']);
    expect(csv.taken).toEqual(ndjson.taken);
    expect(rowTaker(ndjson)({ at: 1000, segment: {}, f1: 0.1 })).toMatch(/`segment`/);
  });

  it('tells all that is wrong with it, at most five faults, in a CSV and in NDJSON alike', () => {
    const names = ['accuracy', 'f1', 'auc', 'mae', 'rmse'];
    const metrics = new Set(names);
    const long = '9'.repeat(200);
    const said = (fault: string | undefined): string =>
      fault!
        .replaceAll(/Expected (?:a |the |`)?(\w+)`? ?[^;]*/g, '$1')
        .replaceAll('; say so: --time-unit us (or ms, if it is right)', '');
    const csv = csvRows(`at,version,segment,${names.join()}`, { ...target(), metrics });
    const ndjson = rowTaker({ ...target(), metrics });
    for (const fault of [
      csv(`yesterday,${long},${long},x,0.9,${'x,'.repeat(3).slice(0, -1)}`),
      ndjson({ at: 'yesterday', version: long, segment: long, accuracy: 'x', f1: 0.9, auc: 'x', mae: 'x', rmse: 'x' }),
    ])
      expect(said(fault).replace(/^at/, 'time')).toBe('time; segment; version; accuracy; auc; and 2 more');
    const two = 'Expected `accuracy` to be a finite number, got `x`; Expected `f1` to be a finite number, got `y`';
    expect(csvRows('at,accuracy,f1', target())('1000,x,y')).toBe(two);
    expect(rowTaker(target())({ at: 1000, accuracy: 'x', f1: 'y' })).toBe(two);
  });

  it('tells all that its value cannot be the mean of, in a CSV and in NDJSON alike', () => {
    const csv = target();
    const fault = csvRows('at,accuracy,n,sumOfSquares,min,max', csv)('1000,0.9,10,1,0.95,0.5');
    expect(fault).toMatch(
      /`sumOfSquares` to be at least .*; Expected `min` .*; Expected `max` to be at least the mean/
    );
    const row = { at: 1000, accuracy: 0.9, n: 10, sumOfSquares: 1, min: 0.95, max: 0.5 };
    expect(rowTaker(target())(row)).toBe(fault);
    expect(rowTaker(target())({ ...row, n: 0, max: 1 })).toMatch(/^Expected `n` [^;]*; Expected `min` [^;]*$/);
    expect(csv.taken).toEqual([]);
  });

  it('takes no value of a row that it cannot place', () => {
    const csv = target();
    expect(csvRows('at,accuracy,f1', csv)('yesterday,0.9,x')).toMatch(/the time .*; Expected `f1`/);
    const ndjson = target();
    expect(rowTaker(ndjson)({ at: 'yesterday', accuracy: 0.9, f1: 'x' })).toMatch(/the time .*; Expected `f1`/);
    expect([...csv.taken, ...ndjson.taken]).toEqual([]);
  });

  it('is refused with a version that a monitor would refuse', () => {
    const csv = target();
    expect(csvRows('at,version,f1', csv)(`1000,${'9'.repeat(200)},0.1`)).toMatch(/a version of 1 to 128 characters/);
    expect(csv.taken).toEqual([]);
  });
});

describe('the times of a history', () => {
  const now = Date.UTC(2026, 2, 1);
  it.each([
    ['microseconds ahead of the clock', 'at', '1893456000000000', 'say so: --time-unit us (or ms, if it is right)'],
    ['microseconds of 1972', 'at', '90000000000000', 'say so: --time-unit us (or ms, if it is right)'],
    ['nanoseconds ahead of the clock', 'at', '1893456000000000000', 'say so: --time-unit ns (or ms, if it is right)'],
    ['a date and a time as a number', 'at', '20260101000000', 'is it the date 2026-01-01T00:00:00Z?'],
  ])('that are %s are refused, in a CSV and in NDJSON alike', (_, name, time, said) => {
    expect(csvRows(`${name},f1`, { ...target(), now })(`${time},0.1`)).toContain(said);
    expect(rowTaker({ ...target(), now })({ [name]: Number(time), f1: 0.1 })).toContain(said);
    const known = { ...target(), now, timeUnit: 'ms' as const };
    if (Number(time) < 8e15) expect(rowTaker(known)({ [name]: Number(time), f1: 0.1 })).toBeUndefined();
  });

  it('that are seconds are refused also after a date of early 1970', () => {
    const take = rowTaker({ ...target(), now });
    for (const date of ['1970-02-01', '1970-02-01T00:00:00Z']) expect(take({ at: date, f1: 0.1 })).toBeUndefined();
    for (const at of [1_772_323_200, '1772323260', '662688000'])
      expect(take({ at, f1: 0.1 })).toContain('is it in seconds?');
  });

  it('that are milliseconds are taken from 1969 through 1970, and up to 2100', () => {
    const take = rowTaker({ ...target(), now });
    const days = Array.from({ length: 400 }, (_, day) => Date.UTC(1969, 5, 1) + day * 86_400_000);
    for (const at of [...days, Date.UTC(1973, 0, 1), Date.UTC(2100, 0, 1)])
      expect(take({ at, f1: 0.1 })).toBeUndefined();
  });
});

it.each(['2026-02-30T00:00:01Z', '2026-04-31', '2026-13-01', '2025-02-29', '2026-00-10'])('%s is no time', (text) => {
  expect(isoTime(text)).toBeNaN();
});

it.each(['2024-02-29T12:00:00Z', '2026-12-31', '0001-01-01T00:00:00Z'])('%s is a time', (text) => {
  expect(isoTime(text)).toBe(Date.parse(text));
});

describe('numbers', () => {
  const numbers = async (text: string | Buffer, column?: string, labels = false): Promise<unknown[]> => {
    const read: unknown[] = [];
    const input = Readable.from([text]);
    const given = column === undefined ? {} : { column };
    for await (const one of readNumbers(input, { ...given, labels })) read.push(one);
    return read;
  };

  it('are refused with the line that is too long: an index must not shift unseen', async () => {
    await expect(numbers(`1\n${'2'.repeat(1_100_000)}\n3\n`)).rejects.toThrow(/more in line 2/);
  });

  it('name an open quote as what it is', async () => {
    await expect(numbers('a,b\n3,"4\n', 'a')).rejects.toThrow(
      'Expected a closing quote at the end of the cell in line 2'
    );
  });

  it.each([
    ['gzip', gzipSync('red\nblue\n'), 'compressed by gzip'],
    ['semicolons', 'red;1\nblue;2\n', 'a CSV with semicolons'],
    ['tabs', 'red\t1\nblue\t2\n', 'a text with tabs'],
    ['UTF-16', Buffer.from('red\nblue\n', 'utf16le'), 'UTF-16'],
    ['Parquet', 'PAR1\u0015\u0004', 'a Parquet file'],
    ['a JSON array', '["red","blue","blue"]', 'a JSON array'],
    ['a JSON array of objects', '[{"colour":"red","size":1}]', 'a JSON array'],
  ])('and labels are not taken from %s, also after blank lines', async (_, text, said) => {
    for (const input of [text, Buffer.concat([Buffer.from('\n \n'), Buffer.from(text)])])
      for (const labels of [true, false]) await expect(numbers(input, undefined, labels)).rejects.toThrow(said);
    await expect(numbers(text, undefined, true)).rejects.toThrow('Expected one value a line, or a CSV and --column');
  });

  it.each([['[0, 10)'], ['[90,100]'], ['(0.1; 0.2]'], ['[0;10)'], ['red, dark'], ['7']])(
    'may be labels such as %j',
    (label) => expect(numbers(`${label}\nred\n`, undefined, true)).resolves.toHaveLength(2)
  );

  it('have their heading in the first line that is not blank', async () => {
    expect(await numbers('\n\ntime,score\n2026-03-01,0.5\n')).toEqual([0.5]);
    expect(await numbers('\nscore\n0.5\n', 'score')).toEqual([0.5]);
    await expect(numbers('\nscore\n0.5\n')).rejects.toThrow('in line 2; --column names the column');
    await expect(numbers('\na;b\n1;2\n', 'b')).rejects.toThrow('a CSV with semicolons');
  });
});
