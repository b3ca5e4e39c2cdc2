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

describe('a challenger that the registry no longer knows', () => {
  it.each([
    ['challenger', null, 'waits for approval', 'none'],
    ['shadow', { ...challenger, version: '1.2.0', generation: 4 }, 'is scored in shadow', 'version 1.2.0'],
  ] as const)('is told of where it was waited for (%s)', (promotion, theirs, what, text) => {
    const monitor = starting(promotion);
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 3, challenger });
    monitor.apply({ type: 'reset' });
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 4, challenger: theirs });
    const notices = monitor.notices('challenger-superseded');
    expect(notices.map((notice) => notice.text)).toEqual([
      `version 1.1.0 no longer ${what}: the registry's challenger is ${text}`,
    ]);
    expect(monitor.state.ledger.some(({ note }) => note === notices[0]?.text)).toBe(true);
  });

  it('and was not waited for is no news', () => {
    const monitor = starting();
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 4, challenger: null });
    expect(monitor.notices('challenger-superseded')).toEqual([]);
  });
});

describe('an answer that was read before the registry was changed', () => {
  const well = (champion: string) => ({ id: 'a', champion, found: true });
  const old = { type: 'recalled', champion: '1.0.0', generation: 3, registry: well('1.0.0') } as const;
  const recalls = (monitor: TestMonitor): number => monitor.effects.filter(({ type }) => type === 'recall').length;

  /** Asks what is true, after a reset, with a challenger that waits. */
  function asking(): TestMonitor {
    const monitor = starting();
    monitor.apply({ ...old, generation: 4, challenger });
    monitor.apply({ type: 'reset' });
    expect(recalls(monitor)).toBe(1);
    return monitor;
  }

  it.each([
    ['a promotion', { name: 'approve' }, { type: 'promoted', generation: 3, version: '1.1.0', previous: '1.0.0' }],
    ['a rollback', { name: 'rollback' }, { type: 'rolled-back', version: '0.9.0', previous: '1.0.0' }],
    [
      'an adoption',
      { name: 'adopt', version: '2.0.0' },
      { type: 'adopted', version: '2.0.0', previous: '1.0.0', registry: 'a' },
    ],
  ] as const)('leaves the champion of %s alone, and is asked for once more', (_, command, done) => {
    const monitor = asking();
    monitor.command(command);
    monitor.apply(done);
    const { champion, retired } = monitor.state;
    expect(champion).toBe(done.version);
    const before = recalls(monitor);
    monitor.apply(old);
    expect(monitor.state).toMatchObject({ champion, retired, recalled: false });
    expect(recalls(monitor)).toBe(before + 1);
    monitor.apply({ ...old, champion: done.version, registry: well(done.version) });
    expect(monitor.state).toMatchObject({ champion, retired, recalled: true });
    monitor.pass(60_000);
    expect(recalls(monitor)).toBe(before + 1);
  });

  it('counts for nothing while the change is under way, and is asked for when that is over', () => {
    const monitor = asking();
    monitor.command({ name: 'approve' });
    monitor.apply(old);
    expect(monitor.state).toMatchObject({ recalled: false, approval: { version: '1.1.0' } });
    expect(recalls(monitor)).toBe(1);
    monitor.apply({ type: 'command-failed', command: 'promote', message: 'no' });
    expect(recalls(monitor)).toBe(2);
    monitor.apply({ ...old, challenger });
    expect(monitor.state).toMatchObject({ recalled: true, champion: '1.0.0', approval: { version: '1.1.0' } });
  });
});
