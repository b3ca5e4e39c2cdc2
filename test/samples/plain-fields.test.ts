import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnyFields, readFields } from '../../src/samples/ndjson.ts';
import { readPlainFields } from '../../src/samples/plain-fields.ts';

const plain = ['accuracy', 'f1', 'Version', 'a.b-c', 'constructor', 'at', 'version', 'segment', 'key'];
const special = ['time', 'At', ' day', 'TS', 'metric', 'value', 'n', 'sumOfSquares', 'min', 'max'];
const odd = ['__proto__', '', '1a', 'a b', 'ä', 'x'.repeat(65)];
const names = [...plain, ...special, ...odd];
const values = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) },
  fc.constantFrom<unknown>(
    '2026-03-02T12:00:00Z',
    '2026-02-30',
    '1772323200',
    '1772323200000',
    1_772_323_200,
    20_260_301
  ),
  fc.constantFrom<unknown>('', ' ', '0.9', '93%', '1,5', 'NA', 'nan', '-inf', '1.4.0', 'v2', 'eu', 'much', '\u0000'),
  fc.constantFrom<unknown>(null, true, [], [1], {}, { a: 1 }, 0, 1e308)
);
/** As JSON gives it: also a field `__proto__` is one like any other. */
const rows = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), values), { selector: ([name]) => name, maxLength: 6 })
  .map(
    (fields) => JSON.parse(`{${fields.map(([n, v]) => `${JSON.stringify(n)}:${JSON.stringify(v)}`).join()}}`) as object
  );

describe('the short way through a row', () => {
  it('reads and refuses as the long one, whatever the row', () => {
    let short = 0;
    fc.assert(
      fc.property(rows, fc.constantFrom({}, { unit: 's' as const }), (row, reading) => {
        if (readPlainFields(row, reading) !== undefined) short += 1;
        expect(readFields(row, reading)).toStrictEqual(readAnyFields(row, reading));
      }),
      { numRuns: 5_000 }
    );
    expect(short).toBeGreaterThan(100);
  });

  it.each([
    { accuracy: 0.9, f1: 0.8 },
    { accuracy: 0.9, at: '2026-03-02T12:00:00Z', version: '1.4.0', segment: 'eu', key: 'clicks/7' },
    { accuracy: 0.9, at: 'yesterday' },
  ])('is taken by %j', (row) => {
    expect(readPlainFields(row, {})).toEqual(readAnyFields(row));
  });

  it.each([{}, { segment: 'eu' }, { metric: 1, value: 2 }, { accuracy: 0.9, time: 5 }, { accuracy: 0.9, n: 5 }])(
    'is not taken by %j, which may mean something else',
    (row) => {
      expect(readPlainFields(row, {})).toBeUndefined();
    }
  );
});
