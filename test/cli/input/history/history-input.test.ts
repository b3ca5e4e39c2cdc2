import { Readable } from 'node:stream';
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
  const numbers = async (text: string, column?: string): Promise<unknown[]> => {
    const read: unknown[] = [];
    const input = Readable.from([text]);
    for await (const one of readNumbers(input, column === undefined ? {} : { column })) read.push(one);
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
});
