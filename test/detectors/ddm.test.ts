import { expect, test } from 'vitest';
import { ddm } from '../../src/detectors/ddm.ts';
import { prepared, repeat } from './run.ts';

test('a start without errors makes the first error a drift', () => {
  expect(prepared(ddm).alarms([...repeat(0, 200), 1, 0])).toEqual([200]);
});

test('the first check is at the 31st value', () => {
  const verdicts = prepared(ddm).verdicts(repeat(0, 31));
  expect(verdicts.slice(0, 30)).toEqual(repeat(0, 30).map(() => 'warming-up'));
  expect(verdicts[30]).toBe('stable');
});

test('a warning comes before the drift, and not with it', () => {
  const start = Array.from({ length: 300 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const { state, verdicts } = prepared(ddm);
  const later = verdicts([...start, ...repeat(1, 40)]);
  const drift = later.indexOf('drift');
  expect(later.indexOf('warning')).toBeLessThan(drift);
  expect(later[drift - 1]).toBe('warning');
  expect(state.warning).toBe(false);
});

test('values outside 0 and 1 have a spread of 0 and throw nothing', () => {
  expect(prepared(ddm).verdicts(repeat(3, 40)).at(-1)).toBe('stable');
});
