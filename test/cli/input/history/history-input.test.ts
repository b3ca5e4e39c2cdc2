import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { csvRows } from '../../../../src/cli/input/history/history-csv.ts';
import { isoTime } from '../../../../src/terms/time-text.ts';
import { readNumbers } from '../../../../src/cli/input/numbers.ts';
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

  it('takes numbers as segments and versions, in a CSV and in NDJSON alike', () => {
    const csv = target();
    expect(csvRows('at,segment,version,f1', csv)('1000,1,2,0.1')).toBeUndefined();
    const ndjson = target();
    expect(rowTaker(ndjson)({ at: 1000, segment: 1, version: 2, f1: 0.1 })).toBeUndefined();
    expect(ndjson.taken).toEqual(['f1/1/2 0.1']);
    expect(csv.taken).toEqual(ndjson.taken);
    expect(rowTaker(ndjson)({ at: 1000, segment: {}, f1: 0.1 })).toMatch(/`segment`/);
  });

  it('is refused with a version that a monitor would refuse', () => {
    const csv = target();
    expect(csvRows('at,version,f1', csv)(`1000,${'9'.repeat(200)},0.1`)).toMatch(/a version of 1 to 128 characters/);
    expect(csv.taken).toEqual([]);
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
