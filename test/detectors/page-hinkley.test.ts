import { expect, test } from 'vitest';
import { pageHinkley } from '../../src/detectors/page-hinkley.ts';
import { prepared, repeat } from './run.ts';

const rise = [...repeat(0, 100), ...repeat(1, 150)];
const fall = rise.map((x) => -x);

test('a mode watches its side only, and both sides see the same delay', () => {
  expect(prepared(pageHinkley, { mode: 'up' }).alarms(fall)).toEqual([]);
  expect(prepared(pageHinkley, { mode: 'down' }).alarms(rise)).toEqual([]);
  expect(prepared(pageHinkley).alarms(fall)[0]).toBe(prepared(pageHinkley).alarms(rise)[0]);
});

test('the alarm lasts one value, and the value that raised it is not carried over', () => {
  const { state, verdicts } = prepared(pageHinkley, { threshold: 1 });
  const at = verdicts(rise.slice(0, 130)).indexOf('drift');
  expect(at).toBeGreaterThan(100);
  const again = prepared(pageHinkley, { threshold: 1 });
  again.verdicts(rise.slice(0, at + 1));
  expect(again.verdicts([1])).toEqual(['warming-up']);
  expect(again.state).toMatchObject({ n: 1, mean: 1, drift: false });
  expect(state.drift).toBe(false);
});

test('at the defaults a fall of .08 needs more than 600 values', () => {
  const alarms = prepared(pageHinkley).alarms([...repeat(0.93, 500), ...repeat(0.85, 600)]);
  expect(alarms).toEqual([]);
});
