import { expect, test } from 'vitest';
import { detectors } from '../../src/detectors/index.ts';
import { resolveOptions } from '../../src/detectors/options.ts';

const resolve = (name: string, given: Record<string, unknown>, direction?: 'higher-is-better' | 'lower-is-better') =>
  resolveOptions(detectors.get(name)!, given, direction);

test('defaults fill what is not given, and null counts as not given', () => {
  expect(resolve('adwin', { delta: 0.01, clock: null })).toEqual({
    options: { delta: 0.01, clock: 32, maxBuckets: 5, minWindowLength: 5, gracePeriod: 10 },
  });
});

test('snake_case, camelCase and the names of other libraries mean the same', () => {
  expect(resolve('adwin', { max_buckets: 4 })).toEqual(resolve('adwin', { maxBuckets: 4 }));
  expect(resolve('hddm-w', { lambda_: 0.1 })).toEqual(resolve('hddm-w', { lambda_val: 0.1 }));
  expect(resolve('cusum', { mean: 1, sd: 2 })).toEqual(resolve('cusum', { mu0: 1, sd0: 2 }));
});

test('one option under two names is refused', () => {
  expect(resolve('adwin', { max_buckets: 4, maxBuckets: 5 })).toEqual({
    issues: [{ field: 'maxBuckets', message: 'Expected `maxBuckets` once, got it as `maxBuckets` too' }],
  });
});

test('a default that depends on the direction follows it', () => {
  expect(resolve('window-decay', {}, 'higher-is-better')).toMatchObject({ options: { mode: 'fall' } });
  expect(resolve('window-decay', {}, 'lower-is-better')).toMatchObject({ options: { mode: 'rise' } });
  expect(resolve('window-decay', {})).toMatchObject({ issues: [{ field: 'mode' }] });
});

test.each([
  ['adwin', { clock: 1.5 }, 'Expected `clock` to be a whole number at least 1, got `1.5`'],
  ['adwin', { delta: 0 }, 'Expected `delta` to be a finite number more than 0 and at most 1, got `0`'],
  ['adwin', { delta: 'x' }, 'Expected `delta` to be a finite number more than 0 and at most 1, got `x`'],
  ['adwin', { delta: Number.NaN }, 'Expected `delta` to be a finite number more than 0 and at most 1, got `NaN`'],
  ['page-hinkley', { mode: 'sideways' }, 'Expected `mode` to be one of `up`, `down`, `both`, got `sideways`'],
  ['hddm-a', { twoSided: 1 }, 'Expected `twoSidedTest` to be true or false, got `1`'],
  ['adwin', { detla: 1 }, 'Expected an option of `adwin`, got `detla`: did you mean `delta`?'],
  ['adwin', { max_bucket: 1 }, 'Expected an option of `adwin`, got `max_bucket`: did you mean `maxBuckets`?'],
  ['adwin', { dleta: 1 }, 'Expected an option of `adwin`, got `dleta`: did you mean `delta`?'],
  ['adwin', { grace: 1 }, 'Expected an option of `adwin`, got `grace`: did you mean `gracePeriod`?'],
  ['ewma-limit', { alpa: 1 }, 'Expected an option of `ewma-limit`, got `alpa`: did you mean `alpha`?'],
  ['limit', { q: 1 }, 'Expected an option of `limit`, got `q`: it has `below`, `above`, `significance`'],
  ['limit', { 'a\nb': 1 }, 'Expected an option of `limit`, got `a\\nb`: it has `below`, `above`, `significance`'],
  ['limit', { colour: 1 }, 'Expected an option of `limit`, got `colour`: it has `below`, `above`, `significance`'],
  ['limit', {}, 'Expected `below` or `above` to be given'],
])('%s refuses %o with a sentence that helps', (name, given, message) => {
  const resolved = resolve(name, given);
  expect('issues' in resolved && resolved.issues.map((issue) => issue.message)).toEqual([message]);
});

test('names of every object are no options', () => {
  for (const name of ['constructor', '__proto__', 'toString'])
    expect('issues' in resolve('adwin', JSON.parse(`{"${name}": 1}`) as Record<string, unknown>)).toBe(true);
});

test.each([...detectors])('every default of %s is one that its own table allows', (_, detector) => {
  const needed = Object.fromEntries(
    Object.entries(detector.parameters)
      .filter(([, parameter]) => !parameter.optional && parameter.default === undefined)
      .map(([key, parameter]) => [key, parameter.type === 'choice' ? parameter.values[0] : 1])
  );
  const bound = ['limit', 'ewma-limit', 'patience'].includes(detector.name) ? { below: 0 } : {};
  expect(resolveOptions(detector, { ...needed, ...bound })).toHaveProperty('options');
});
