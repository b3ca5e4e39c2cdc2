import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  formatValue,
  metricKinds,
  metricLabel,
  metricWords,
  metricWordsOf,
  oddValue,
  possibleValues,
  shareFault,
} from '../../src/terms/metric-kinds.ts';
import { usualMetrics } from '../../src/terms/usual-direction.ts';

describe('a value held against a limit', () => {
  it('has the usual digits where they tell the two apart', () => {
    expect(metricWords.against('accuracy', 0.8, 0.9)).toEqual(['0.8000', '0.9000']);
    expect(metricWords.against('latencyMs', 250, 200)).toEqual(['250.00ms', '200.00ms']);
    expect(metricWords.against('accuracy', 0.9, 0.9)).toEqual(['0.9000', '0.9000']);
  });

  it('has more where they do not', () => {
    expect(metricWords.against('accuracy', 0.86998, 0.87)).toEqual(['0.86998', '0.87000']);
  });

  it('never looks equal to a limit that it is not equal to', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-15);
        const [value, limit] = metricWords.against('accuracy', a, b);
        expect(value).not.toBe(limit);
      })
    );
  });
});

describe('a small value', () => {
  it.each([
    [4.07246e-6, '0.0000041'],
    [-4e-6, '-0.000004'],
    [3e-9, '3e-9'],
    [0.00098, '0.00098'],
    [0.001, '0.0010'],
    [0, '0.0000'],
  ])('keeps figures that count: %d', (value, text) => {
    expect(formatValue('pValue', value)).toBe(text);
  });

  it('keeps its unit, and is told from its limit', () => {
    expect(formatValue('latencyMs', 0.0123)).toBe('0.012ms');
    expect(metricWords.against('pValue', 4e-6, 0.001)).toEqual(['0.000004', '0.0010']);
    expect(metricWords.against('pValue', 4.11e-6, 4.12e-6)).toEqual(['0.00000411', '0.00000412']);
  });
});

describe('the words of a run', () => {
  it('have a word for some metrics, and the name of the others', () => {
    expect(['latencyMs', 'driftScore', 'lift'].map(metricLabel)).toEqual(['latency', 'drift', 'lift']);
  });

  it('print small values as the ledger of a run of before has them', () => {
    expect(metricWordsOf(2).value('pValue', 4e-6)).toBe('0.0000');
    expect(metricWordsOf(2).against('pValue', 4e-6, 0.001)).toEqual(['0.0000', '0.0010']);
    expect(metricWordsOf(3).value('pValue', 4e-6)).toBe('0.000004');
  });
});

describe('a value that cannot be', () => {
  it.each(['logLoss', 'mae', 'rmse', 'latencyMs', 'klDivergence'])('is a negative one of %s', (name) => {
    expect(oddValue(name, -5)).toMatch(/ must be at least 0, got -5$/);
    for (const value of [0, 0.5, 1e9]) expect(oddValue(name, value)).toBeUndefined();
    expect(possibleValues(name)).toEqual({ least: 0, most: Infinity });
  });

  it('is one of a share that is none', () => {
    expect(oddValue('accuracy', -0.1)).toBe('accuracy must be between 0 and 1, got -0.1');
    expect(oddValue('accuracy', 93)).toBe('accuracy must be between 0 and 1, got 93 (did you mean 0.93?)');
    expect(possibleValues('pValue')).toEqual({ least: 0, most: 1 });
  });

  it.each([
    [1.5, 'did you mean 0.015?', 'if it is a percentage, write 0.015'],
    [100, 'did you mean 1?', 'if it is a percentage, write 1'],
    [100.5, undefined, 'check how it is computed'],
    [-0.5, undefined, 'check how it is computed'],
  ])('is told as a percentage only where it may be one: %d', (value, meant, next) => {
    const text = `accuracy must be between 0 and 1, got ${value}`;
    expect(oddValue('accuracy', value)).toBe(meant === undefined ? text : `${text} (${meant})`);
    expect(shareFault({ lift: 7, accuracy: value })).toBe(`${text}; ${next}`);
  });

  it('is none of a change, of a score of any kind, or of a name that is not built in', () => {
    for (const name of ['mapChange', 'driftScore', 'lift'])
      for (const value of [-5, Number.NaN]) expect(oddValue(name, value)).toBeUndefined();
    expect(possibleValues('lift')).toEqual({ least: -Infinity, most: Infinity });
  });

  it('is none that misses a bound by the rounding of sums', () => {
    expect(oddValue('klDivergence', -2.2e-16)).toBeUndefined();
    expect(oddValue('auc', 1 + 2.3e-16)).toBeUndefined();
  });
});

it('the metrics that are known stand in docs/words.md, each with its good side and what its values can be', async () => {
  const page = await readFile(new URL('../../docs/words.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `[A-Za-z0-9`, ]+ \| (?:high|low) /.test(line));
  const told = rows.flatMap((line) => {
    const [, names = '', good = '', values = ''] = line.split('|').map((cell) => cell.trim());
    return [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, good, values]);
  });
  const known = Object.entries(metricKinds).map(([name, { direction }]) => {
    const { least, most } = possibleValues(name);
    const values = most === 1 ? 'shares, 0 to 1' : least === 0 ? '0 or more' : 'any';
    return [name, direction === 'higher-is-better' ? 'high' : 'low', values];
  });
  const usual = Object.entries(usualMetrics).flatMap(([direction, names]) =>
    names.map((name) => [name, direction === 'higher-is-better' ? 'high' : 'low', 'not looked at'])
  );
  expect(told.map(String).toSorted()).toEqual([...known, ...usual].map(String).toSorted());
});
