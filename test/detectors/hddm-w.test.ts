import { expect, test } from 'vitest';
import { hddmW } from '../../src/detectors/hddm-w.ts';
import { prepared, repeat } from './run.ts';

const rise = [...repeat(0, 100), ...repeat(1, 50)];
const fall = rise.map((x) => 1 - x);

test('one-sided it hears rises only, two-sided falls as soon', () => {
  expect(prepared(hddmW).alarms(fall)).toEqual([]);
  expect(prepared(hddmW, { two_sided_test: true }).alarms(fall)[0]).toBe(prepared(hddmW).alarms(rise)[0]);
});

test('the weight of the first value shrinks at once, as in river and not as in MOA', () => {
  const { state, verdicts } = prepared(hddmW, { lambda_val: 0.05 });
  verdicts([1]);
  expect(state.weight).toBeCloseTo(0.05 ** 2 + 0.95 ** 2, 15);
});

test('a larger lambda finds a sudden change sooner', () => {
  const slow = prepared(hddmW, { lambdaVal: 0.05 }).alarms(rise)[0]!;
  const fast = prepared(hddmW, { lambdaVal: 0.1 }).alarms(rise)[0]!;
  expect(fast).toBeLessThan(slow);
});
