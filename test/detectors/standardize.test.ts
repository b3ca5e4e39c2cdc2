import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { cusum } from '../../src/detectors/cusum.ts';
import { pageHinkley } from '../../src/detectors/page-hinkley.ts';
import { shewhart } from '../../src/detectors/shewhart.ts';
import { standardize } from '../../src/detectors/standardize.ts';
import { prepared, repeat, wave } from './run.ts';

const zPageHinkley = standardize(pageHinkley, { minInstances: 1, delta: 0.5, threshold: 20, alpha: 1 });
const shift = (size: number): number[] => [...wave(0.93, 300), ...wave(0.93 - size, 100)];

test('it is the inner detector on values standardised beforehand', () => {
  const stream = shift(0.03);
  const burnIn = stream.slice(0, 75);
  const mean = burnIn.reduce((sum, x) => sum + x, 0) / 75;
  const deviation = Math.sqrt(burnIn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 74);
  const options = { minInstances: 1, delta: 0.5, threshold: 20, alpha: 1 };
  const inner = prepared(pageHinkley, options).alarms(stream.slice(75).map((x) => (x - mean) / deviation));
  const outer = prepared(zPageHinkley, { autocorrelation: 'ignore' }).alarms(stream);
  expect(outer[0]).toBe(inner[0]! + 75);
});

test('scale and unit of the metric do not matter', () => {
  const stream = shift(0.03);
  const alarms = prepared(zPageHinkley).alarms(stream);
  expect(alarms.length).toBeGreaterThan(0);
  expect(prepared(zPageHinkley).alarms(stream.map((x) => 1e6 * x - 4))).toEqual(alarms);
});

test('after an alarm it learns the new level', () => {
  const { state, verdicts } = prepared(zPageHinkley);
  const at = verdicts(shift(0.05)).indexOf('drift');
  expect(at).toBeGreaterThan(299);
  expect(at).toBeLessThan(310);
  expect(state.mean).toBeCloseTo(0.88, 2);
});

test('a warm start from a known mean and deviation needs no burn-in', () => {
  const alarms = prepared(zPageHinkley, { mu0: 0.93, sd0: 0.01 }).alarms([...wave(0.93, 30), ...repeat(0.89, 10)]);
  expect(alarms[0]).toBeLessThan(40);
  expect(() => prepared(zPageHinkley, { mu0: 0.93 })).toThrow('given together');
});

test('a chart with a baseline of its own sees mean 0 and deviation 1', () => {
  const { alarms } = prepared(standardize(cusum), { autocorrelation: 'ignore' });
  expect(alarms([...wave(5, 75, 1), ...wave(5, 100, 1), ...wave(8, 20, 1)])[0]).toBeGreaterThanOrEqual(175);
});

test('one outlier, however large, fires nothing', () => {
  const stream = [...wave(0.93, 200), -1e9, ...wave(0.93, 200)];
  expect(prepared(zPageHinkley).alarms(stream)).toEqual([]);
});

describe('on autocorrelated streams without a change', () => {
  const alarms = (autocorrelation: string): number => {
    let count = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const rng = createRng(seed);
      let x = rng.normal();
      const stream = Array.from({ length: 5000 }, () => (x = 0.6 * x + 0.8 * rng.normal()));
      count += prepared(standardize(cusum), { autocorrelation }).alarms(stream).length;
    }
    return count;
  };

  test('whitening takes away nine false alarms of ten', () => {
    expect(alarms('whiten')).toBeLessThan(alarms('ignore') / 10);
  });

  test("'widen' divides by sqrt((1 + rho) / (1 - rho)) with the rho that 'whiten' takes out", () => {
    const rng = createRng(5);
    let x = 0;
    const stream = Array.from({ length: 76 }, () => (x = 0.6 * x + 0.8 * rng.normal()));
    const last = (autocorrelation: string): { z: number; rho: number } => {
      const { state, verdicts } = prepared(standardize(shewhart, { width: 100 }), { autocorrelation });
      verdicts(stream);
      return { z: state.inner.z, rho: state.rho };
    };
    const { rho } = last('whiten');
    expect(rho).toBeGreaterThan(0.3);
    expect(last('ignore').z / last('widen').z).toBeCloseTo(Math.sqrt((1 + rho) / (1 - rho)), 9);
  });

  test('a wider scale does as well', () => {
    expect(alarms('widen')).toBeLessThan(alarms('ignore') / 10);
  });
});
