import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  configOf,
  dayMs,
  hourMs,
  noon,
  policyOf,
  retrainSpecOf,
  stateOf,
  holdsOf,
} from '../../support/policies.ts';
import { nextDeadline } from '../../../src/core/view/deadline.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { ApprovalSpec } from '../../../src/core/state/retrain.ts';

/** A monitor whose first challenger waits for a person. */
function waiting(approval: Partial<ApprovalSpec> = {}, breakerAfter = 3): TestMonitor {
  const spec = { timeoutMs: 3 * dayMs, reminderMs: dayMs, onTimeout: 'reject' as const, ...approval };
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger', approval: spec }) });
  const policy = policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: 30 * dayMs, breakerAfter }) });
  const monitor = new TestMonitor(stateOf(policy, { config }));
  monitor.observe('accuracy', [0.8]);
  monitor.started();
  monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
  expect(monitor.state.approval).toMatchObject({ version: '1.0.1', since: noon });
  return monitor;
}

const codes = (monitor: TestMonitor): string[][] => monitor.state.ledger.map(({ reasonCodes }) => reasonCodes);
const promotions = (monitor: TestMonitor): string[] =>
  monitor.effects.flatMap((effect) => (effect.type === 'promote' ? [effect.changeId] : []));

describe('the time to decide', () => {
  it('people are reminded, with what happens by default, until the challenger is rejected', () => {
    const monitor = waiting();
    monitor.pass(3 * dayMs - 1);
    expect(monitor.notices('approval-reminder').map(({ at }) => at)).toEqual([noon + dayMs, noon + 2 * dayMs]);
    expect(monitor.notices('approval-reminder')[0]?.text).toContain('it is rejected by default');
    expect(monitor.state.approval).not.toBeNull();
    const effects = monitor.pass(1);
    expect(effects.filter(({ type }) => type === 'reject-challenger')).toMatchObject([
      { version: '1.0.1', changeId: 'monitor/shop:ranker/retrain/1/reject', actor: 'temporal-retrain' },
    ]);
    expect(monitor.state.approval).toBeNull();
    expect(codes(monitor).at(-1)).toEqual(['approval-timed-out', 'rejected']);
    expect(explain(monitor.state, monitor.now).judged).toMatchObject({ version: '1.0.1', outcome: 'timed-out' });
    expect(monitor.notices('approval-timed-out')).toHaveLength(1);
  });

  it('a challenger that nobody looked at counts for the circuit breaker, but calls for no rebuild', () => {
    const monitor = waiting({}, 1);
    monitor.pass(3 * dayMs);
    expect(monitor.state.incident).toEqual({ failures: 1, escalated: false, breakerOpenedAt: noon + 3 * dayMs });
  });

  it('promotes where that is the default, once', () => {
    const monitor = waiting({ onTimeout: 'promote' });
    monitor.pass(5 * dayMs);
    expect(promotions(monitor)).toEqual(['monitor/shop:ranker/retrain/1/promote']);
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    expect(monitor.state).toMatchObject({ champion: '1.0.1', approval: null });
    expect(monitor.state.judged).toMatchObject({ outcome: 'approved', actor: 'temporal-retrain' });
  });

  it('promotes by default only in place of the champion it was compared with; a person may know more', () => {
    const monitor = waiting({ onTimeout: 'promote', reminderMs: null });
    monitor.apply({ type: 'rolled-back', version: '0.9.0', previous: '1.0.0' });
    monitor.pass(3 * dayMs);
    expect(monitor.effects.filter(({ type }) => type === 'promote')).toMatchObject([{ expected: '1.0.0' }]);
    monitor.apply({ type: 'command-failed', command: 'promote', message: 'found `0.9.0`' });
    expect(monitor.notices('command-failed').at(-1)?.text).toBe('promote failed: found `0.9.0`');
    expect(monitor.state.approval).toMatchObject({ decided: null, timeoutAt: null });
    expect(monitor.command({ name: 'approve' })[0]).not.toHaveProperty('expected');
  });

  it('a paused monitor promotes nothing by default until it is resumed', () => {
    const monitor = waiting({ onTimeout: 'promote', reminderMs: null });
    monitor.command({ name: 'pause' });
    monitor.pass(10 * dayMs);
    expect(promotions(monitor)).toEqual([]);
    monitor.command({ name: 'resume' });
    monitor.pass(1);
    expect(promotions(monitor)).toHaveLength(1);
  });

  it('people are reminded of what a paused monitor does not promote, and it does not wake up for nothing', () => {
    const monitor = waiting({ onTimeout: 'promote' });
    monitor.command({ name: 'pause' });
    monitor.pass(5 * dayMs);
    expect(promotions(monitor)).toEqual([]);
    expect(monitor.notices('approval-reminder').map(({ at }) => at)).toEqual(
      [1, 2, 3, 4, 5].map((day) => noon + day * dayMs)
    );
    const next = { at: noon + 6 * dayMs, what: 'a reminder to approve 1.0.1' };
    expect(nextDeadline(monitor.state, monitor.now)).toEqual(next);
    const hurried = waiting({ reminderMs: null });
    expect(nextDeadline(hurried.state, hurried.now)?.what).toBe('the time to approve 1.0.1 ends');
  });

  it('without a time-out it waits for ever', () => {
    const monitor = waiting({ timeoutMs: null, reminderMs: null });
    monitor.pass(1_000 * dayMs);
    expect(monitor.state.approval).not.toBeNull();
    expect(monitor.notices('approval-reminder')).toEqual([]);
  });
});

describe('a challenger that was dropped', () => {
  it.each(['rejected', 'timed-out', 'superseded'])('%s: values measured on it count for nobody', (how) => {
    const monitor = waiting();
    if (how === 'rejected') monitor.command({ name: 'reject' });
    else if (how === 'timed-out') monitor.pass(3 * dayMs);
    else {
      monitor.command({ name: 'retrain', severity: 'soft' });
      monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
    }
    const before = monitor.state.series['accuracy/']?.n;
    monitor.observe('accuracy', [0.3, 0.3], { version: '1.0.1' });
    expect(monitor.state.counts).toMatchObject({ fenced: 2, challenger: 0 });
    expect(monitor.state.series['accuracy/']?.n).toBe(before);
  });

  it('counts again once it serves, and is a challenger again where it waits again', () => {
    const monitor = waiting();
    monitor.command({ name: 'reject' });
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    monitor.observe('accuracy', [0.3], { version: '1.0.1' });
    expect(monitor.state.counts).toMatchObject({ fenced: 0, challenger: 1 });
    monitor.command({ name: 'approve' });
    monitor.apply({ type: 'promoted', generation: 2, version: '1.0.1', previous: '1.0.0' });
    monitor.observe('accuracy', [0.95], { version: '1.0.1' });
    expect(monitor.state).toMatchObject({ dropped: [], champion: '1.0.1' });
    expect(monitor.state.series['accuracy/']?.n).toBe(1);
  });

  it('was rolled back, and is not one that waits, once another version serves again', () => {
    const monitor = waiting();
    monitor.command({ name: 'approve' });
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    monitor.command({ name: 'rollback' });
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.0.1' });
    expect(monitor.state.champion).toBe('1.0.0');
    expect(viewOf(monitor.state, monitor.now).lastRetrain).toMatchObject({ generation: 1, outcome: 'rolled-back' });
  });

  it('is remembered among the newest twenty', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    for (let i = 1; i <= 25; i++) {
      monitor.command({ name: 'retrain', severity: 'soft' });
      monitor.finished({ status: 'failed', version: `1.1.${i}` });
    }
    expect(monitor.state.dropped).toHaveLength(20);
    expect(monitor.state.dropped.at(-1)).toBe('1.1.25');
  });
});

describe('a time-out beyond all dates', () => {
  it('is shown and waited for like any other', () => {
    const monitor = waiting({ timeoutMs: 8.64e15 });
    monitor.pass(2 * dayMs);
    expect(monitor.notices('approval-reminder')[0]?.text).toContain('at a time without a date it is rejected');
    expect(explain(monitor.state, monitor.now).holds).not.toEqual([]);
  });
});

describe('a judgement that cannot count', () => {
  it('by nobody changes nothing and is entered into the ledger', () => {
    const monitor = waiting();
    const before = monitor.state.approval;
    expect(monitor.apply({ type: 'command', command: { name: 'approve', actor: '', comment: '' } })).toEqual([]);
    expect(monitor.state.approval).toEqual(before);
    expect(codes(monitor).at(-1)).toEqual(['approve-refused', 'by-nobody']);
  });

  it('twice has one effect, and the second is told who was first', () => {
    const monitor = waiting();
    monitor.command({ name: 'approve' });
    expect(monitor.command({ name: 'approve' })).toEqual([]);
    expect(monitor.command({ name: 'reject' })).toEqual([]);
    expect(promotions(monitor)).toHaveLength(1);
    expect(codes(monitor).slice(-2)).toEqual([
      ['approve-refused', 'already-approved'],
      ['reject-refused', 'already-approved'],
    ]);
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    monitor.command({ name: 'approve' });
    expect(codes(monitor).at(-1)).toEqual(['approve-refused', 'already-approved']);
    expect(monitor.state.ledger.at(-1)?.note).toContain('approved by ada');
  });

  it.each(['approve', 'reject'] as const)('%s of another version than the one that waits is refused', (name) => {
    const monitor = waiting();
    expect(monitor.command({ name, version: '1.0.0' })).toEqual([]);
    expect(codes(monitor).at(-1)).toEqual([`${name}-refused`, 'another-version']);
    expect(monitor.state.ledger.at(-1)?.note).toBe(
      `${name} by ada refused: Version 1.0.0 does not wait for approval: 1.0.1 does; look at that one first`
    );
    expect(monitor.state.approval).toMatchObject({ version: '1.0.1', decided: null });
    expect(monitor.command({ name, version: '1.0.1' })).not.toEqual([]);
  });

  it('after the time-out comes too late, even before the alarm has rung', () => {
    const monitor = waiting();
    monitor.now = noon + 3 * dayMs;
    const effects = monitor.command({ name: 'approve' });
    expect(effects.map(({ type }) => type)).not.toContain('promote');
    expect(codes(monitor).slice(-2)).toEqual([
      ['approval-timed-out', 'rejected'],
      ['approve-refused', 'timed-out'],
    ]);
    expect(monitor.state.champion).toBe('1.0.0');
  });

  it('of nothing is refused with what became of the last retrain, not of one before it', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    const refusal = (): string | undefined => refusalOf(monitor.state, { name: 'approve', actor: 'ada', comment: '' });
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.0' });
    monitor.command({ name: 'reject' });
    expect(refusal()).toMatch(/^No challenger is waiting for approval: version 1\.0\.0 was rejected by /);
    monitor.pass(dayMs);
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.finished({ status: 'rejected' });
    expect(refusal()).toBe('No challenger is waiting for approval: the last one, retrain 2, was rejected');
  });

  it('of nothing is refused, and a flood of them fills no ledger', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    for (let i = 0; i < 50; i++) monitor.command({ name: 'approve' });
    expect(codes(monitor)).toEqual([['approve-refused', 'nothing-waiting']]);
  });
});

describe('a promotion that fails', () => {
  it('leaves the challenger waiting, and the next approval has a key of its own', () => {
    const monitor = waiting();
    monitor.command({ name: 'approve' });
    monitor.apply({ type: 'command-failed', command: 'promote', message: 'no such version' });
    expect(codes(monitor).at(-1)).toEqual(['promotion-failed']);
    expect(monitor.state.approval).toMatchObject({ decided: null, tries: 1 });
    monitor.command({ name: 'approve' });
    expect(promotions(monitor)).toEqual([
      'monitor/shop:ranker/retrain/1/promote',
      'monitor/shop:ranker/retrain/1/promote/1',
    ]);
  });

  it('by default is not tried for ever', () => {
    const monitor = waiting({ onTimeout: 'promote', timeoutMs: hourMs, reminderMs: null });
    monitor.pass(hourMs);
    monitor.apply({ type: 'command-failed', command: 'promote', message: 'no such version' });
    monitor.pass(100 * dayMs);
    expect(promotions(monitor)).toHaveLength(1);
    expect(monitor.state.approval).toMatchObject({ decided: null, timeoutAt: null });
  });
});

describe('a newer challenger', () => {
  it('supersedes the one that waits', () => {
    const monitor = waiting();
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
    expect(monitor.state.approval).toMatchObject({ generation: 2, version: '1.0.2' });
    expect(monitor.state.judged).toMatchObject({ generation: 1, outcome: 'superseded' });
  });

  it('that serves at once has the alias of the one that waits taken down', () => {
    const monitor = waiting();
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.promoted('1.0.2');
    expect(monitor.effects.filter(({ type }) => type === 'reject-challenger')).toMatchObject([
      { version: '1.0.1', changeId: 'monitor/shop:ranker/retrain/1/reject', superseded: true },
    ]);
    expect(monitor.state).toMatchObject({ approval: null, champion: '1.0.2', dropped: ['1.0.1'] });
  });
});
