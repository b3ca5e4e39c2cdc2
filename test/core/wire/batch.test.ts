import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch, isLabel, isMetricName, maxBatchObservations } from '../../../src/core/wire/batch.ts';

const series = { metric: 'accuracy', t0: 0, dt: 1, v: [1, 2] };
const batch = { source: 'a', seq: 1, series: [series] };
const withSeries = (changes: Record<string, unknown>): unknown => ({ ...batch, series: [{ ...series, ...changes }] });
const deep = (depth: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
};

/** Everything that is refused, by the field that the sentence has to name. */
const malformed: [field: string, what: string, raw: unknown][] = [
  ['batch', 'nothing', undefined],
  ['batch', 'null', null],
  ['batch', 'a text', 'accuracy=0.9'],
  ['batch', 'a number', 7],
  ['batch', 'NaN', Number.NaN],
  ['batch', 'a truth value', true],
  ['batch', 'a list', [batch]],
  ['batch', 'a big integer', 10n],
  ['batch', 'a function', () => batch],
  ['batch', 'a symbol', Symbol('batch')],
  ['source', 'an empty object', {}],
  ['source', 'only a prototype', JSON.parse('{"__proto__":{"source":"a","seq":1,"series":[]}}')],
  ['source', 'an empty source', { ...batch, source: '' }],
  ['source', 'a source of 129 characters', { ...batch, source: 'x'.repeat(129) }],
  ['source', 'a huge source', { ...batch, source: 'x'.repeat(1_000_000) }],
  ['source', 'a source with a line break', { ...batch, source: 'a\nb' }],
  ['source', 'a source with a zero byte', { ...batch, source: 'a\0' }],
  ['source', 'a source with a delete character', { ...batch, source: 'a\u007F' }],
  ['source', 'a source that is a number', { ...batch, source: 1 }],
  ['source', 'a source that is an object', { ...batch, source: { toString: 1 } }],
  ['source', 'no source', { seq: 1, series: [] }],
  ['seq', 'no seq', { source: 'a', series: [] }],
  ['seq', 'seq 0', { ...batch, seq: 0 }],
  ['seq', 'a negative seq', { ...batch, seq: -1 }],
  ['seq', 'a seq with a fraction', { ...batch, seq: 1.5 }],
  ['seq', 'a seq that is a text', { ...batch, seq: '1' }],
  ['seq', 'a seq beyond what counts exactly', { ...batch, seq: 2 ** 53 }],
  ['seq', 'a seq that JSON made null of', { ...batch, seq: null }],
  ['seq', 'an infinite seq', { ...batch, seq: Number.POSITIVE_INFINITY }],
  ['series', 'no series', { source: 'a', seq: 1 }],
  ['series', 'series that are an object', { ...batch, series: { 0: series } }],
  ['series', 'series that are a text', { ...batch, series: 'accuracy' }],
  ['series', 'series that are null', { ...batch, series: null }],
  ['series[0]', 'a series that is null', { ...batch, series: [null] }],
  ['series[0]', 'a series that is a list', { ...batch, series: [[series]] }],
  ['series[0]', 'a series that is a number', { ...batch, series: [1] }],
  ['series[0]', 'a series nested 10,000 deep', { ...batch, series: [deep(10_000)] }],
  ['series[1]', 'a fault in the second series only', { ...batch, series: [series, 0] }],
  ['series[0].metric', 'no metric', withSeries({ metric: undefined })],
  ['series[0].metric', 'an empty metric', withSeries({ metric: '' })],
  ['series[0].metric', 'a metric that starts with a digit', withSeries({ metric: '1st' })],
  ['series[0].metric', 'a metric with a slash', withSeries({ metric: 'a/b' })],
  ['series[0].metric', 'a metric with a colon', withSeries({ metric: 'rule:a' })],
  ['series[0].metric', 'a metric with a blank', withSeries({ metric: 'a b' })],
  ['series[0].metric', 'a metric of 65 characters', withSeries({ metric: 'm'.repeat(65) })],
  ['series[0].metric', 'a metric that is a list', withSeries({ metric: ['accuracy'] })],
  ['series[0].segment', 'an empty segment', withSeries({ segment: '' })],
  ['series[0].segment', 'a segment that is a number', withSeries({ segment: 5 })],
  ['series[0].segment', 'a segment of 129 characters', withSeries({ segment: 's'.repeat(129) })],
  ['series[0].version', 'an empty version', withSeries({ version: '' })],
  ['series[0].version', 'a version that is an object', withSeries({ version: {} })],
  ['series[0].t0', 'no t0', withSeries({ t0: undefined })],
  ['series[0].t0', 'a t0 that was NaN', withSeries({ t0: null })],
  ['series[0].t0', 'a t0 that is a date text', withSeries({ t0: '2026-01-01' })],
  ['series[0].t0', 'an infinite t0', withSeries({ t0: Number.NEGATIVE_INFINITY })],
  ['series[0].t0', 'a t0 that is no date any more', withSeries({ t0: 8.64e15 + 1 })],
  ['series[0].t0', 'a t0 in nanoseconds', withSeries({ t0: 1_770_000_000_000_000_000 })],
  ['series[0].dt', 'no dt', withSeries({ dt: undefined })],
  ['series[0].dt', 'a dt that was NaN', withSeries({ dt: null })],
  ['series[0].dt', 'a dt that is base64', withSeries({ dt: 'AAAAAAAAAAA=' })],
  ['series[0].dt', 'fewer times than values', withSeries({ dt: [0] })],
  ['series[0].dt', 'more times than values', withSeries({ dt: [0, 1, 2] })],
  ['series[0].dt', 'a time that was NaN', withSeries({ dt: [0, null] })],
  ['series[0].dt', 'a step that leads beyond all dates', withSeries({ dt: 8.64e15, v: [1, 2, 3] })],
  ['series[0].dt', 'times that add up beyond all numbers', withSeries({ dt: [1.7e308, 1.7e308] })],
  ['series[0].dt', 'times that lead before all dates', withSeries({ dt: [-8.64e15, -1] })],
  ['series[0].v', 'no values', withSeries({ v: undefined })],
  ['series[0].v', 'values that are null', withSeries({ v: null })],
  ['series[0].v', 'values that are one number', withSeries({ v: 0.9 })],
  ['series[0].v', 'values that are an object', withSeries({ v: { 0: 1, length: 1 } })],
  ['series[0].v', 'values that are no base64', withSeries({ v: 'not base64!' })],
  ['series[0].v', 'base64 of half a number', withSeries({ v: 'AAAAAA==' })],
  ['series[0].v', 'base64 with a wrong character', withSeries({ v: 'AAAAAAAAA-A=' })],
  ['incarnation', 'an incarnation that is a number', { ...batch, incarnation: 7 }],
  ['series[0].k', 'fewer keys than values', withSeries({ k: [1] })],
  ['series[0].k', 'keys that are no base64', withSeries({ k: 'keys' })],
  ['at most', 'more values than a batch may carry', withSeries({ v: Array(maxBatchObservations + 1).fill(1) })],
  [
    'at most',
    'too many values over two series',
    { ...batch, series: [1, 2, 3].map(() => ({ ...series, v: Array(9_000).fill(1) })) },
  ],
];

describe('decodeBatch', () => {
  it.each(malformed)('names `%s` for %s', (field, _, raw) => {
    const reason = decodeBatch(raw);
    expect(reason).toBeTypeOf('string');
    expect(reason).toMatch(/^Expected /);
    expect(reason).toContain(field === 'batch' ? 'a batch object' : field);
    expect((reason as string).length).toBeLessThan(250);
  });

  it('takes a batch of one series as it is', () => {
    expect(decodeBatch(batch)).toEqual({
      source: 'a',
      incarnation: null,
      made: null,
      seq: 1,
      series: [{ metric: 'accuracy', segment: '', version: null, t0: 0, dt: 1, values: [1, 2] }],
    });
  });

  it.each([
    ['no series at all', { ...batch, series: [] }],
    ['a series without values', withSeries({ v: [], dt: 1 })],
    ['unknown fields', { ...batch, note: 'hi', series: [{ ...series, colour: 'red' }] }],
    ['a segment and a version of null', withSeries({ segment: null, version: null })],
    ['a segment called __proto__', withSeries({ segment: '__proto__' })],
    ['a metric called __proto__', withSeries({ metric: '__proto__' })],
    ['a source called constructor', { ...batch, source: 'constructor' }],
    ['values that were NaN', withSeries({ v: [null, 1] })],
    ['values of the wrong kind', withSeries({ v: ['0.9', { x: 1 }] })],
    ['minus zero', withSeries({ v: [-0, 1] })],
    ['times that go backwards', withSeries({ dt: [5, -10] })],
    ['the largest batch', withSeries({ v: Array(maxBatchObservations).fill(0.5) })],
    ['a prototype in the payload', JSON.parse('{"source":"a","seq":1,"series":[],"__proto__":{"source":9}}')],
  ])('takes %s', (_, raw) => {
    expect(decodeBatch(raw)).not.toBeTypeOf('string');
  });

  it('survives any value whatever', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    const dressed = fc.record(
      {
        source: fc.oneof(fc.constant('a'), anything),
        seq: fc.oneof(fc.constant(1), anything),
        series: fc.oneof(
          anything,
          fc.array(
            fc.record({
              metric: fc.oneof(fc.constant('accuracy'), anything),
              segment: anything,
              version: anything,
              t0: fc.oneof(fc.double(), anything),
              dt: fc.oneof(fc.double(), fc.array(fc.double()), anything),
              v: fc.oneof(fc.array(anything), fc.base64String(), anything),
            })
          )
        ),
      },
      { noNullPrototype: false }
    );
    fc.assert(
      fc.property(fc.oneof(anything, dressed), (raw) => {
        const decoded = decodeBatch(raw);
        if (typeof decoded === 'string') expect(decoded).toMatch(/^Expected /);
        else for (const one of decoded.series) expect(Number.isFinite(one.t0)).toBe(true);
      }),
      { numRuns: 2_000 }
    );
  });

  it('a refusal shows at most 60 characters of the value', () => {
    const reason = decodeBatch({ ...batch, source: `${'x'.repeat(500)}\n` });
    expect(reason).toContain(`\`${'x'.repeat(59)}…\``);
    expect(reason).not.toContain('x'.repeat(60));
  });
});

describe('isMetricName', () => {
  it('no name can be taken for the key of a rule or of a segment', () => {
    // Texts that would be names, but for one character.
    const key = fc.tuple(fc.stringMatching(/^[a-z]{0,9}$/), fc.constantFrom('/', ':', '@'), fc.string());
    fc.assert(
      fc.property(key, (parts) => {
        expect(isMetricName(parts.join(''))).toBe(false);
      })
    );
  });
});

describe('isLabel', () => {
  it('takes every printable text of 1 to 128 characters', () => {
    expect(['a', 'Straße 7', '東京', 'a/b', '__proto__'].every(isLabel)).toBe(true);
    expect(['', '\t', 'x'.repeat(129), 1, null].some(isLabel)).toBe(false);
    // 256 bytes of JSON are the most.
    expect(['x'.repeat(128), '東'.repeat(85), '\ud800'.repeat(42)].every(isLabel)).toBe(true);
    expect(['東'.repeat(86), '\ud800'.repeat(43)].some(isLabel)).toBe(false);
  });
});
