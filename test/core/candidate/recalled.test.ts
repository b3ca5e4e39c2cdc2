import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';

const challenger = { generation: 3, version: '1.1.0', against: '1.0.0' };

function starting(promotion: 'challenger' | 'shadow' = 'challenger'): TestMonitor {
  const config = configOf({ retrain: retrainSpecOf({ promotion }) });
  return new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { config, recalled: false, champion: null }));
}

describe('a challenger that the registry still knows', () => {
  it('waits for a person again when its monitor starts anew', () => {
    const monitor = starting();
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 4, challenger });
    expect(monitor.state).toMatchObject({ champion: '1.0.0', generation: 4, approval: challenger });
    expect(monitor.notices('approval-needed')).toHaveLength(1);
    const effects = monitor.command({ name: 'approve' });
    expect(effects).toMatchObject([{ type: 'promote', version: '1.1.0', generation: 3 }]);
  });

  it('is scored in shadow again where that decides', () => {
    const monitor = starting('shadow');
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 4, challenger });
    expect(monitor.state).toMatchObject({ approval: null, shadow: { version: '1.1.0', against: '1.0.0' } });
    expect(monitor.notices('approval-needed')).toEqual([]);
  });

  it.each([
    ['serves', { ...challenger, version: '1.0.0' }],
    ['is none', null],
  ])('that %s does not wait', (_, one) => {
    const monitor = starting();
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 4, challenger: one });
    expect(monitor.state).toMatchObject({ approval: null, shadow: null, recalled: true });
  });
});
