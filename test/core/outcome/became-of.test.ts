import { describe, expect, it } from 'vitest';
import { becameOf, type Aftermath } from '../../../src/core/outcome/became-of.ts';
import {
  accuracyBelow,
  configOf,
  dayMs,
  hourMs,
  liveSpecOf,
  policyOf,
  retrainSpecOf,
  stateOf,
} from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Decision } from '../../../src/core/state/decision.ts';
import type { RetrainSpec } from '../../../src/core/state/retrain.ts';

const settled = (...reasonCodes: string[]): Pick<Decision, 'decision' | 'reasonCodes'> => ({
  decision: 'settled',
  reasonCodes,
});
const after = (changes: Partial<Aftermath> = {}): Aftermath => ({
  generation: 3,
  decisions: [settled('awaiting-approval'), { decision: 'launched', reasonCodes: ['drift'] }],
  judged: null,
  waiting: null,
  inShadow: null,
  ...changes,
});

describe('what became of a retrain', () => {
  it.each(['promoted', 'rejected', 'failed', 'cancelled'])('is how it ended, where that is %s', (status) => {
    expect(becameOf(status, after({ judged: { generation: 3, outcome: 'rejected' } }))).toBe(status);
  });

  it('is that its version waits, while nobody has decided', () => {
    const judged = { generation: 2, outcome: 'approved' } as const;
    for (const more of [{}, { judged }, { decisions: [settled('promotion-failed'), settled('approved')] }])
      expect(becameOf('awaiting-approval', after({ waiting: 3, ...more }))).toBe('awaiting-approval');
  });

  it('is how it ended, while the monitor has not heard of that', () => {
    const decisions = after().decisions.slice(1);
    expect(becameOf('awaiting-approval', after({ decisions }))).toBe('awaiting-approval');
  });

  it.each([
    ['approved', 'promoted'],
    ['rejected', 'rejected'],
    ['timed-out', 'timed-out'],
    ['superseded', 'superseded'],
  ] as const)('is what was decided of its version: %s', (outcome, became) => {
    expect(becameOf('awaiting-approval', after({ judged: { generation: 3, outcome } }))).toBe(became);
  });

  it.each([
    [['approved'], 'promoted'],
    [['promoted', 'approved'], 'promoted'],
    [['approved', 'approval-timed-out'], 'promoted'],
    [['approval-timed-out'], 'timed-out'],
    [['rejected'], 'rejected'],
    [['challenger-superseded'], 'superseded'],
    [['adopted'], 'promoted'],
    [['promotion-failed', 'approved'], 'superseded'],
  ])('is what the ledger says last, of a version before the newest that waited: %j', (codes, became) => {
    const decisions = [...codes.map((code) => settled(code)), ...after().decisions];
    const judged = { generation: 9, outcome: 'rejected' as const };
    expect(becameOf('awaiting-approval', after({ decisions, judged }))).toBe(became);
  });

  it.each([
    ['waits', 'awaiting-approval'],
    ['was promoted at once', 'promoted'],
  ] as const)('is that it was superseded, where the version of the next one %s', (_, status) => {
    const monitor = monitorThat('challenger');
    retrain(monitor, '1.1.0');
    expect(became(monitor, 1)).toBe('awaiting-approval');
    retrain(monitor, '1.2.0', status);
    expect(became(monitor, 1)).toBe('superseded');
  });

  it('is that it was promoted, where a person adopts what is in shadow', () => {
    const monitor = monitorThat('shadow');
    retrain(monitor, '1.1.0');
    expect(became(monitor, 1)).toBe('in-shadow');
    monitor.command({ name: 'adopt', version: '1.1.0' });
    monitor.apply({ type: 'adopted', version: '1.1.0', previous: '1.0.0', registry: 'r' });
    expect(monitor.state.champion).toBe('1.1.0');
    expect(became(monitor, 1)).toBe('promoted');
  });

  it('is said to be not known any more, where others have waited since and the ledger has nothing of it', () => {
    const judged = { generation: 9, outcome: 'approved' as const };
    expect(becameOf('awaiting-approval', after({ decisions: [], judged }))).toBe('no-longer-known');
  });
});

// --- internal ---

function monitorThat(promotion: RetrainSpec['promotion']): TestMonitor {
  const config = configOf({ retrain: retrainSpecOf({ promotion, shadow: liveSpecOf() }) });
  return new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config, champion: '1.0.0' }));
}

function retrain(
  monitor: TestMonitor,
  version: string,
  status: 'awaiting-approval' | 'promoted' = 'awaiting-approval'
) {
  monitor.now += dayMs;
  monitor.command({ name: 'retrain', severity: 'soft' });
  monitor.started();
  const { champion } = monitor.state;
  monitor.finished({ status, version, ...(status === 'promoted' ? { previousVersion: champion } : {}) });
  monitor.now += hourMs;
}

function became({ state, now }: TestMonitor, generation: number): string {
  const { decisions, judged } = explain(state, now);
  const own = decisions.filter((one) => one.generation === generation);
  const [waiting, inShadow] = [state.approval, state.shadow].map((one) => one?.generation ?? null) as [null, null];
  return becameOf('awaiting-approval', { generation, decisions: own, judged, waiting, inShadow });
}
