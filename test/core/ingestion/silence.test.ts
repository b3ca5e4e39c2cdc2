import { describe, expect, it } from 'vitest';
import { accuracyBelow, dayMs, hourMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { nextDeadline } from '../../../src/core/view/deadline.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

const policy = policyOf([accuracyBelow(0.9, { noDataAfterMs: hourMs }), accuracyBelow(0.9, { name: 'recall' })]);
const level = (monitor: TestMonitor): string => viewOf(monitor.state, monitor.now).level;

describe('silence', () => {
  it('is a level of its own after the time that the policy gives, told once', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.95]);
    expect(nextDeadline(monitor.state, monitor.now)).toEqual({ at: noon + hourMs, what: 'accuracy counts as silent' });
    monitor.pass(hourMs - 1);
    expect(level(monitor)).toBe('stable');
    monitor.pass(1);
    expect(level(monitor)).toBe('no-data');
    monitor.pass(10 * dayMs);
    expect(monitor.notices('no-data').map(({ text }) => text)).toEqual(['no data for accuracy']);
    expect(monitor.launches()).toEqual([]);
  });

  it('ends with the first measurement, not with a value that is none', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.95]);
    monitor.pass(hourMs);
    monitor.observe('accuracy', [null]);
    expect(level(monitor)).toBe('no-data');
    monitor.observe('accuracy', [0.95]);
    expect(level(monitor)).toBe('stable');
    expect(monitor.notices('data-again').map(({ text }) => text)).toEqual(['accuracy is being reported again']);
    monitor.pass(hourMs);
    expect(level(monitor)).toBe('no-data');
  });

  it('is never judged where the policy gives no time', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9, { name: 'recall' })])));
    monitor.observe('recall', [0.95]);
    expect(nextDeadline(monitor.state, monitor.now)).toBeUndefined();
  });

  it('of a metric that was never reported is told once too, and ends with its first value', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('recall', [0.95]);
    expect(nextDeadline(monitor.state, monitor.now)).toEqual({ at: noon + hourMs, what: 'accuracy counts as silent' });
    monitor.pass(10 * dayMs);
    expect(level(monitor)).toBe('no-data');
    expect(monitor.notices('no-data').map(({ text, subjects }) => [text, subjects])).toEqual([
      ['no data for accuracy, which was never reported', ['accuracy/']],
    ]);
    expect(explain(monitor.state, monitor.now).distances.map(({ text }) => text)).toContain(
      'accuracy by limit: no data'
    );
    monitor.observe('accuracy', [0.95], { segment: 'DE' });
    expect(level(monitor)).toBe('stable');
    expect(monitor.notices('data-again').map(({ subjects }) => subjects)).toEqual([['accuracy/']]);
  });

  it('counts from when the monitor heard, not from the time of the event', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.95], { t0: noon - 30 * dayMs });
    monitor.pass(hourMs - 1);
    expect(level(monitor)).toBe('stable');
  });

  it('of one segment is told by its name', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.95], { segment: 'DE' });
    monitor.pass(hourMs);
    expect(monitor.notices('no-data')[0]?.text).toBe('no data for accuracy of DE');
  });
});
