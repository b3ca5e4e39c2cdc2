import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { describe, expect, it } from 'vitest';
import { expectedKind, priorityOf } from '../../../src/core/launch/retrain-priority.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { RetrainRequest } from '../../../src/core/state/retrain.ts';

/** What is launched because accuracy has fallen, while that version serves. */
function launched(champion: string | null): { monitor: TestMonitor; request: RetrainRequest } {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.8)]), { champion }));
  monitor.observe('accuracy', [0.7]);
  return { monitor, request: monitor.launches()[0]! };
}

describe('the kind of a retrain', () => {
  it.each([
    { champion: null, kind: 'full' },
    { champion: '1.0.0', kind: 'soft' },
  ])('is $kind for all who tell of it while $champion serves; its priority is that of the drift', (one) => {
    const { monitor, request } = launched(one.champion);
    expect(monitor.state.ledger.at(-1)).toMatchObject({ decision: 'launched', severity: one.kind });
    expect(monitor.state.inFlight?.kind).toBe(one.kind);
    expect(expectedKind(request)).toBe(one.kind);
    expect(priorityOf(request).priorityKey).toBe(3);
  });
});
