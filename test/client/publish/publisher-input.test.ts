import { describe, expect, test } from 'vitest';
import { FakeSender } from './fake-sender.ts';
import { Publisher } from '../../../src/client/publish/publisher.ts';

const model = 'shop:ranker';

describe('bad input', () => {
  const publisher = new Publisher(new FakeSender());

  test.each([
    [
      { 'the accuracy': 1 },
      {},
      'Expected `metric` to be a name of 1 to 64 letters, digits, dots, dashes or underscores, a letter first, got "the accuracy"',
    ],
    [
      { accuracy: Number.NaN },
      {},
      'Expected `accuracy` to be a finite number, got NaN; leave it out when there is none',
    ],
    [
      { accuracy: Number.POSITIVE_INFINITY },
      {},
      'Expected `accuracy` to be a finite number, got Infinity; leave it out when there is none',
    ],
    [
      { accuracy: '0.9' as unknown as number },
      {},
      'Expected `accuracy` to be a finite number, got "0.9"; leave it out when there is none',
    ],
    [{}, {}, 'Expected `values` to be an object such as { accuracy: 0.93 }, got object'],
    [{ accuracy: 1 }, { at: new Date('soon') }, 'Expected `at` to be a date or epoch milliseconds, got object'],
    [{ accuracy: 1 }, { at: 1.7e18 }, 'Expected `at` to be a date or epoch milliseconds, got 1700000000000000000'],
    [
      { accuracy: 1 },
      { at: 1_772_323_200 },
      '`at`: Time 1772323200 reads as 1970-01-21 12:18:43Z: is it in seconds? then give epoch milliseconds; that makes it 2026-03-01 00:00:00Z',
    ],
    [
      { accuracy: 1 },
      { at: 20_260_301 },
      '`at`: Time 20260301 reads as 1970-01-01 05:37:40Z: is it the date 2026-03-01? then write it that way',
    ],
    [
      { accuracy: 1 },
      { at: 1_893_456_000_000_000 },
      '`at`: Time 1893456000000000 reads as +061971-03-27 00:00Z: is it in microseconds? then give epoch milliseconds; that makes it 2030-01-01 00:00:00Z',
    ],
    [
      { accuracy: 1 },
      { at: 20_260_101_000_000 },
      '`at`: Time 20260101000000 reads as 2612-01-07 21:50:00Z: is it the date 2026-01-01T00:00:00Z? then write it that way',
    ],
    [{ accuracy: -1e200 }, {}, 'Expected `accuracy` to be a number from -1e100 to 1e100, got -1e+200'],
    [{ accuracy: 1 }, { key: '' }, 'Expected `key` to be a text of 1 to 1024 characters, got ""'],
    [{ accuracy: 1 }, { segment: '' }, 'Expected `segment` to be 1 to 128 printable characters, got ""'],
    [{ accuracy: 1 }, { version: 'a\nb' }, 'Expected `version` to be 1 to 128 printable characters, got "a\\nb"'],
  ])('%j with %j is refused with its field, value and remedy', (values, options, message) => {
    expect(() => publisher.record(model, values, options)).toThrow(
      expect.objectContaining({ name: 'InvalidMetricError', message })
    );
  });

  test('a time of 1970 that is meant is sent, and so is one that is a date', async () => {
    const sender = new FakeSender();
    const publisher = new Publisher(sender);
    publisher.record(model, { accuracy: 1 }, { at: 1_772_323_200, oddTime: true });
    publisher.record(model, { accuracy: 2 }, { at: new Date(1_772_323_200) });
    publisher.record(model, { accuracy: 3 }, { at: 1_893_456_000_000_000, oddTime: true });
    publisher.record(model, { accuracy: 4 }, { at: Date.UTC(2100, 0, 1) });
    await publisher.flush();
    expect(sender.values('monitor/shop:ranker', 'accuracy')).toEqual([1, 2, 3, 4]);
  });

  test('leaves what was accepted before untouched', async () => {
    const sender = new FakeSender();
    const publisher = new Publisher(sender);
    publisher.record(model, { accuracy: 1 });
    expect(() => publisher.record(model, { accuracy: 2, f1: Number.NaN })).toThrow('`f1`');
    await publisher.flush();
    expect(sender.values('monitor/shop:ranker', 'accuracy')).toEqual([1]);
  });

  test('in the options is told field by field', () => {
    expect(() => new Publisher(new FakeSender(), { batchSize: 0, lingerMs: 1.5 })).toThrowErrorMatchingInlineSnapshot(
      `[ConfigurationError: Expected \`batchSize\` to be a whole number from 1 to 20000, got 0; Expected \`lingerMs\` to be a whole number from 0 to 2147483647, got 1.5]`
    );
  });
});
