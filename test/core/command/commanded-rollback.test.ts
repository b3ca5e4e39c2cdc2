import { describe, expect, it } from 'vitest';
import { accuracyBelow, approvalOf, dayMs, holdsOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { Command } from '../../../src/core/state/events.ts';

const freeze = { freezes: [{ from: 0, to: noon + dayMs, note: '' }] };
const frozen = { holds: holdsOf(freeze) };
const basic = policyOf([accuracyBelow(0.9)]);
const start = (policy = basic, changes = {}): TestMonitor => new TestMonitor(stateOf(policy, changes));
const promotedBefore = {
  generation: 1,
  kind: 'full',
  status: 'promoted',
  startedAt: 0,
  finishedAt: 0,
  note: null,
} as const;
const who = { actor: 'ada', comment: '' };

describe('rollback', () => {
  it('asks the registry, and what it reports restarts the baseline and makes the next retrain full', () => {
    const monitor = start(basic, { champion: '1.1.0', retired: ['1.0.0'] });
    monitor.observe('accuracy', [0.95]);
    expect(monitor.command({ name: 'rollback', comment: 'bad' })).toEqual([
      {
        type: 'roll-back',
        from: '1.1.0',
        model: 'shop:ranker',
        changeId: `rollback/shop:ranker/${noon}`,
        actor: 'ada',
        reason: 'bad',
      },
    ]);
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(monitor.state.series['accuracy/']?.n).toBe(0);
    expect(monitor.state.ledger.at(-1)?.note).toBe('rolled back from 1.1.0 to 1.0.0');
    monitor.state.lastRetrain = { ...promotedBefore, version: '1.1.0' };
    expect(viewOf(monitor.state, monitor.now).summary).toMatch(/ was rolled back, and 1\.0\.0 serves since$/);
    monitor.state.lastRetrain = { ...promotedBefore, version: '1.0.0' };
    expect(viewOf(monitor.state, monitor.now).summary).toMatch(/; the last one, retrain 1, was promoted$/);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()[0]?.kind).toBe('full');
  });

  it('is refused while one is under way, so that nobody goes one version further than he wants', () => {
    const monitor = start(basic, { champion: '1.1.0', inFlight: null });
    monitor.command({ name: 'rollback', comment: 'bad' });
    const again: Command = { name: 'rollback', ...who };
    expect(refusalOf(monitor.state, again)).toMatch(/^A rollback asked for by ada at 2026-03-02 12:00:00Z is under/);
    expect(monitor.command({ name: 'rollback' })).toEqual([]);
    expect(explain(monitor.state, noon).summary).toMatch(/^A rollback asked for by ada/);
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(refusalOf(monitor.state, again)).toBeUndefined();
  });

  it('that the registry refuses changes nothing, and may be asked for again', () => {
    const monitor = start(basic, { champion: '1.1.0' });
    monitor.observe('accuracy', [0.95]);
    monitor.command({ name: 'rollback' });
    monitor.apply({ type: 'command-failed', command: 'roll-back', message: 'there is no version before' });
    expect(monitor.state).toMatchObject({ champion: '1.1.0', rollback: null });
    expect(monitor.state.series['accuracy/']?.n).toBe(1);
    expect(monitor.notices('command-failed')).toHaveLength(1);
    expect(monitor.command({ name: 'rollback' })).toHaveLength(1);
  });

  it('is no trouble of the registry where it refused with a reason, and is where it could not', () => {
    const monitor = start(basic, { champion: '1.1.0' });
    const failed = { type: 'command-failed', command: 'roll-back', message: 'no previous champion' } as const;
    monitor.command({ name: 'rollback' });
    monitor.apply({ ...failed, code: 'no-previous-version' });
    expect(monitor.state.commandFailed).toMatchObject({ message: failed.message, code: 'no-previous-version' });
    expect(explain(monitor.state, monitor.now).registry).toBeUndefined();
    monitor.command({ name: 'rollback' });
    monitor.apply({ ...failed, message: 'HTTP 500' });
    expect(explain(monitor.state, monitor.now).registry).toEqual([
      expect.stringContaining('it could not roll back: HTTP 500'),
    ]);
  });

  it('goes past a retrain that hangs, whose version may not serve when it comes after all', () => {
    const monitor = start(basic, { champion: '1.1.0' });
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    expect(monitor.command({ name: 'rollback' })).toMatchObject([{ type: 'roll-back' }]);
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(monitor.state).toMatchObject({ champion: '1.0.0', inFlight: { generation: 1 } });
    // The registry has refused it: it was compared with another champion.
    monitor.finished({ status: 'failed', version: '1.2.0' });
    expect(monitor.state).toMatchObject({ champion: '1.0.0', inFlight: null });
  });

  it('drift of the version rolled back from asks for nothing any more, and the ledger says so', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], frozen), { champion: '1.1.0' });
    monitor.observe('accuracy', [0.8]);
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    monitor.pass(10 * dayMs);
    expect(monitor.launches()).toEqual([]);
    expect(monitor.state.ledger.map(({ decision, reasonCodes }) => `${decision} ${reasonCodes[0]}`)).toEqual([
      'held drift',
      'expired new-version',
      'settled rolled-back',
    ]);
  });

  it('leaves what serves when it is asked for, and after a refusal what was found serving', () => {
    const monitor = start(basic, { champion: '1.1.0' });
    const asked = monitor.command({ name: 'rollback' });
    expect(asked).toMatchObject([{ type: 'roll-back', from: '1.1.0' }]);
    monitor.apply({ type: 'command-failed', command: 'roll-back', message: 'got `1.2.0`', serves: '1.2.0' });
    expect(monitor.state.ledger.at(-1)).toMatchObject({
      reasonCodes: ['rollback-failed'],
      note: 'the rollback asked for by ada was not done: got `1.2.0`',
    });
    expect(monitor.notices('command-failed')).toHaveLength(1);
    monitor.now += 1_000;
    expect(monitor.command({ name: 'rollback' })).toMatchObject([{ type: 'roll-back', from: '1.2.0' }]);
    monitor.apply({ type: 'rolled-back', version: '1.1.0', previous: '1.2.0' });
    expect(monitor.state).toMatchObject({ champion: '1.1.0', foundServing: null });
  });

  it('leaves a challenger that waits for a person where it is', () => {
    const approval = approvalOf({ generation: 2, version: '1.2.0' });
    const monitor = start(basic, { champion: '1.1.0', approval, generation: 2 });
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(monitor.state.approval).toEqual(approval);
  });

  it('counts as a failed candidate for the circuit breaker', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], { holds: holdsOf({ breakerAfter: 1 }) }), {
      champion: '1.1.0',
    });
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(monitor.state.incident).toMatchObject({ failures: 1, escalated: true, breakerOpenedAt: noon });
  });
});
