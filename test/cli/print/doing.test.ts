import { describe, expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { doing } from '../../../src/cli/print/view.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

describe('what a monitor does now', () => {
  const told = (monitor: TestMonitor): string => doing(viewOf(monitor.state, monitor.now), monitor.now);

  it('names a retrain that waits behind the one under way', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(told(monitor)).not.toContain('one more');
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(told(monitor)).toMatch(/under way, launched \S+; one more has been asked for, and starts after it\./);
  });

  it('names the command that answers a challenger also while the monitor is paused, and none once it is approved', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    monitor.command({ name: 'pause' });
    expect(told(monitor)).toContain('`temporal-retrain monitor approve shop:ranker`');
    monitor.command({ name: 'approve' });
    expect(told(monitor)).not.toContain('monitor approve');
  });

  it('of one that is stopped names no command that a stopped monitor refuses, but how what waited waits again', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    expect(told(monitor)).toContain('monitor approve');
    monitor.command({ name: 'stop' });
    expect(told(monitor)).toBe(
      'The monitor has been stopped; nobody can approve version 1.0.1 until the monitor is started again, when it waits again. `temporal-retrain monitor start <file>`'
    );
  });

  it('of one that is stopped while its version is being promoted names nothing to do', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    monitor.command({ name: 'approve' });
    monitor.command({ name: 'stop' });
    expect(told(monitor)).toBe('The monitor has been stopped.');
  });
});
