import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/backtest/backtest.ts';
import { configOf, detectorFor, hourMs, metricOf, policyOf } from '../support/policies.ts';
import { readHistory } from '../../src/cli/input/history/history.ts';
import { sortedByTime, type History } from '../../src/backtest/history.ts';
import type { AggregatePolicy } from '../../src/core/state/policy.ts';

const from = Date.UTC(2026, 0, 1);
const policyWith = (aggregate?: AggregatePolicy) =>
  policyOf([
    metricOf('accuracy', { detectors: [detectorFor('limit', { below: 0.9 })], ...(aggregate ? { aggregate } : {}) }),
  ]);
const retrains = (history: History, aggregate?: AggregatePolicy) =>
  backtest({
    config: configOf(),
    policy: policyWith(aggregate),
    history,
    retrains: { takesMs: hourMs, outcome: 'rejected' },
  }).retrains;
const read = async (text: string): Promise<History> =>
  (await readHistory(Readable.from([text]), new Set(['accuracy']), {})).history;
const at = (minute: number): string => new Date(from + minute * 60_000).toISOString();

describe('a history with a column n', () => {
  const rows = [
    [0, 0.95, 400],
    [5, 0.6, 5],
    [10, 0.94, 400],
    [15, 0.6, 300],
  ];

  it.each([
    ['wide CSV', ['time,accuracy,n', ...rows.map(([t, x, n]) => `${at(t!)},${x},${n}`)]],
    ['long CSV', ['time,metric,value,n', ...rows.map(([t, x, n]) => `${at(t!)},accuracy,${x},${n}`)]],
    ['NDJSON', rows.map(([t, x, n]) => JSON.stringify({ time: at(t!), accuracy: x, n }))],
  ])('judges few rows as few: %s', async (_, lines) => {
    const history = await read(lines.join('\n'));
    expect(retrains(history).map(({ at: when, reasons }) => [when, reasons[0]!.text])).toEqual([
      [from + 15 * 60_000, 'accuracy 0.6000 below threshold 0.9000, a mean of 300 rows'],
    ]);
    expect(sortedByTime(history)).toEqual(history);
  });

  it('retrains on the five rows too when n is left out', async () => {
    const lines = ['time,accuracy', ...rows.map(([t, x]) => `${at(t!)},${x}`)];
    expect(retrains(await read(lines.join('\n')))[0]?.at).toBe(from + 5 * 60_000);
  });

  it('reads sums of squares, minimum and maximum beside one metric', async () => {
    const history = await read(
      `time,metric,value,n,sumOfSquares,min,max\n${at(0)},accuracy,0.5,4,2,0,1\n${at(1)},accuracy,0.5,,,,`
    );
    expect(history.rows?.squares).toEqual(Float64Array.of(2, Number.NaN));
    expect(history.rows?.max).toEqual(Float64Array.of(1, Number.NaN));
  });

  it('says which line has an n that cannot be', async () => {
    const { notes } = await readHistory(
      Readable.from([`time,accuracy,n\n${at(0)},0.9,0\n${at(1)},0.9,3`]),
      new Set(['accuracy']),
      {}
    );
    expect(notes.join('\n')).toContain('line 2: Expected `n` to be a number of rows from 1, got 0');
  });
});

describe('a history without values', () => {
  it.each([
    ['', undefined, 'the input is empty; name a file, or pipe the history in'],
    ['\n', 'past.csv', '`past.csv` is empty; check the program that wrote it'],
    ['time,accuracy\n', undefined, 'the input has only its heading, `time,accuracy`; check the program that wrote it'],
    ['time,accuracy', 'past.csv', '`past.csv` has only its heading, `time,accuracy`; check the program that wrote it'],
  ])('%j, named %s, is refused: %s', async (text, file, said) => {
    const reading = readHistory(Readable.from([text]), new Set(['accuracy']), {}, { file });
    await expect(reading).rejects.toThrow(`got none: ${said}`);
  });
});

describe('a history that is aggregated', () => {
  it('retrains on bad hours, not on bad minutes', async () => {
    const value = (minute: number): number => (minute >= 360 ? 0.7 : minute % 7 === 0 ? 0.5 : 1);
    const lines = Array.from({ length: 480 }, (_, i) => `${at(i)},${value(i)}`);
    const history = await read(['time,accuracy', ...lines].join('\n'));
    expect(retrains(history)[0]?.at).toBe(from);
    expect(retrains(history, { everyMs: hourMs, allowedMs: 0 }).map((one) => one.at)).toEqual([from + 7 * hourMs]);
  });
});
