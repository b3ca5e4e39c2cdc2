import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
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

  it.each([
    ['another one', {}, '0.9.0'],
    ['a run of an edition before', { edition: 2 }, '1.0.2'],
  ])('ends no incident where it is %s', (_, changes, version) => {
    const monitor = rejected(changes);
    adopt(monitor, version);
    expect(monitor.state).toMatchObject({ champion: version, incident });
  });
});
