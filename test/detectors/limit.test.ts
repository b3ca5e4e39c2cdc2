import { expect, test } from 'vitest';
import { limit } from '../../src/detectors/limit.ts';
import { prepared, repeat } from './run.ts';

test('a value on its bound does not fire, one beyond it does', () => {
  const { verdicts } = prepared(limit, { below: 0.9, above: 0.95 });
  expect(verdicts([0.9, 0.95, 0.8999, 0.9501])).toEqual(['stable', 'stable', 'drift', 'drift']);
});

test('the reading shows the bound that is nearer', () => {
  const { state, options, verdicts } = prepared(limit, { below: 0, above: 10 });
  verdicts([9]);
  expect(limit.read(state, options)).toEqual({ statistic: 9, limit: 10, fires: 'above', n: 1, restsOn: 1 });
  verdicts([1]);
  expect(limit.read(state, options)).toEqual({ statistic: 1, limit: 0, fires: 'below', n: 2, restsOn: 1 });
});

test('the sentence reads as operators know it', () => {
  const { state, options, verdicts } = prepared(limit, { below: 0.95 });
  verdicts([0.8]);
  expect(limit.describe?.('accuracy', limit.read(state, options), options)).toBe(
    'accuracy 0.8000 below threshold 0.9500'
  );
});

test.each([
  [{}, 'two-sided', 'Expected `below` or `above` to be given'],
  [{ above: 1 }, 'higher-is-better', 'Expected `below` for a metric where higher is better, got `above: 1`'],
  [{ below: 1 }, 'lower-is-better', 'Expected `above` for a metric where lower is better, got `below: 1`'],
  [{ below: 2, above: 1 }, 'two-sided', 'Expected `below` (2) to be less than `above` (1)'],
] as const)('the options %o are refused for a %s metric', (options, direction, sentence) => {
  expect(limit.check?.(options, direction)).toEqual([sentence]);
});

test('an alarm rests on the newest value alone, however many came before', () => {
  const { state, options, verdicts } = prepared(limit, { below: 0.9 });
  expect(limit.read(state, options).restsOn).toBe(0);
  verdicts(repeat(0.95, 1000));
  expect(verdicts([0.8])).toEqual(['drift']);
  expect(limit.read(state, options)).toMatchObject({ n: 1001, restsOn: 1 });
});
