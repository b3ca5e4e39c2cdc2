import { describe, expect, it } from 'vitest';
import { accuracyBelow, dayMs, holdsOf, hourMs, minuteMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { KillSwitchReading } from '../../../src/terms/kill-switch-ids.ts';
import type { Policy } from '../../../src/core/state/policy.ts';

const on: KillSwitchReading = { scope: { tenant: 'acme' }, since: noon, actor: 'ada', comment: 'bad labels' };
const reads = (monitor: TestMonitor): number =>
  monitor.effects.filter(({ type }) => type === 'read-kill-switch').length;

function start(changes: Partial<Policy> = {}): TestMonitor {
  return new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], changes)));
}

describe('a kill switch', () => {
  it('is read when the monitor is nudged, holds everything, and is told to people once', () => {
    const monitor = start();
    monitor.apply({ type: 'kill-switch-turned' });
    expect(reads(monitor)).toBe(1);
    for (let i = 0; i < 3; i++) monitor.apply({ type: 'kill-switch-read', reading: on });
    expect(monitor.notices('killed').map(({ text }) => text)).toEqual([
      'the kill switch for the models of tenant acme is on, by ada: bad labels',
    ]);
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.pass(dayMs);
    expect(monitor.launches()).toEqual([]);
    expect(monitor.decisions()).toEqual(['none(kill-switch)', 'held(kill-switch)', 'held(kill-switch)']);
    expect(explain(monitor.state, monitor.now).summary).toBe(
      'Nothing is launched: the kill switch for the models of tenant acme is on, by ada: bad labels'
    );
  });

  it('that is off again lets what was held go, with all its reasons', () => {
    const monitor = start();
    monitor.apply({ type: 'kill-switch-read', reading: on });
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.apply({ type: 'kill-switch-read', reading: null });
    expect(monitor.launches().map(({ kind, reasons }) => [kind, reasons.map(({ type }) => type)])).toEqual([
      ['full', ['manual', 'conceptDrift']],
    ]);
    expect(monitor.notices('revived')).toHaveLength(1);
  });

  it('is read again every ten minutes while it is on, so that a lost nudge holds nobody for ever', () => {
    const monitor = start();
    monitor.apply({ type: 'kill-switch-read', reading: on });
    monitor.pass(hourMs);
    expect(reads(monitor)).toBe(6);
    monitor.apply({ type: 'kill-switch-read', reading: null });
    monitor.pass(hourMs);
    expect(reads(monitor)).toBe(6);
  });

  it('met by a retrain that has just begun uses nothing up, and what it was for is wanted as before', () => {
    const nightly = { id: 'nightly', everyMs: dayMs, anchor: noon + 5 * minuteMs, severity: 'full' as const };
    const holds = holdsOf({ cooldownMs: hourMs, budget: { max: 1, perMs: dayMs } });
    const monitor = start({ schedules: [nightly], holds });
    monitor.pass(5 * minuteMs);
    expect(monitor.state.inFlight?.generation).toBe(1);
    monitor.started();
    monitor.finished({ status: 'cancelled', error: { type: 'KillSwitchError', message: 'The kill switch is on' } });
    expect(monitor.state).toMatchObject({ cooldownUntil: null, launches: [], incident: { failures: 0 } });
    expect(reads(monitor)).toBe(1);
    expect(monitor.launches()).toHaveLength(1);
    monitor.apply({ type: 'kill-switch-read', reading: on });
    expect(monitor.launches()).toHaveLength(1);
    monitor.apply({ type: 'kill-switch-read', reading: null });
    expect(monitor.launches().map(({ generation, kind }) => [generation, kind])).toEqual([
      [1, 'full'],
      [2, 'full'],
    ]);
  });
});
