import { accuracyBelow, configOf, liveSpecOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { describe, expect, it } from 'vitest';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const incident = { failures: 2, escalated: true, breakerOpenedAt: 5 };

/** A monitor whose candidate 1.0.2 was rejected, after others before it. */
function rejected(changes: Partial<MonitorState> = {}): TestMonitor {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), changes));
  monitor.observe('accuracy', [0.8]);
  monitor.started();
  monitor.finished({ status: 'rejected', version: '1.0.2' });
  monitor.state.incident = incident;
  return monitor;
}

function adopt(monitor: TestMonitor, version: string): void {
  monitor.command({ name: 'adopt', version });
  monitor.apply({ type: 'adopted', version, previous: '1.0.0', registry: 'r' });
}

describe('a version that a person adopts', () => {
  it('has made it after all where the last retrain made it: the next one need be no full one', () => {
    const monitor = rejected();
    expect(viewOf(monitor.state, monitor.now).escalated).toBe(true);
    adopt(monitor, '1.0.2');
    expect(viewOf(monitor.state, monitor.now)).toMatchObject({ champion: '1.0.2', escalated: false });
    // Only a person closes a breaker.
    expect(monitor.state.incident).toEqual({ failures: 0, escalated: false, breakerOpenedAt: 5 });
  });

  it('has not made it yet where it goes on probation', () => {
    const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger', probation: liveSpecOf() }) });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config }));
    for (let i = 0; i < 30; i++) monitor.observe('accuracy', [0.85 + i / 1_000], { version: '1.0.0' });
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.1.0', previousVersion: '1.0.0' });
    monitor.state.incident = incident;
    adopt(monitor, '1.1.0');
    expect(monitor.state).toMatchObject({ champion: '1.1.0', probation: { version: '1.1.0' }, incident });
  });

  it.each([
    ['another one', {}, '0.9.0'],
    ['a run of an edition before', { edition: 2 }, '1.0.2'],
  ])('ends no incident where it is %s', (_, changes, version) => {
    const monitor = rejected(changes);
    adopt(monitor, version);
    expect(monitor.state).toMatchObject({ champion: version, incident });
  });
});
