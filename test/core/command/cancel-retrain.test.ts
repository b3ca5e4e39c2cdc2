import { describe, expect, it } from 'vitest';
import { accuracyBelow, dayMs, holdsOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { readGeneration } from '../../../src/core/wire/asked.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const policy = policyOf([accuracyBelow(0.9)], { holds: holdsOf({ breakerAfter: 1 }) });

describe('cancelling', () => {
  it('ends the retrain under way, counts for nothing, and the ledger says who did it', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    const effects = monitor.command({ name: 'cancel', comment: 'wrong labels' });
    expect(effects).toEqual([{ type: 'cancel-retrain', retrainId: 'monitor/shop:ranker/retrain/1', generation: 1 }]);
    expect(monitor.state.ledger.at(-1)?.note).toBe('retrain 1 cancelled by ada: wrong labels');
    expect(refusalOf(monitor.state, { name: 'cancel', actor: 'bob', comment: '' })).toBe(
      'The retrain is already being cancelled, by ada'
    );
    monitor.finished({ status: 'cancelled' });
    expect(monitor.state.lastRetrain).toMatchObject({ status: 'cancelled', note: 'by ada: wrong labels' });
    expect(monitor.state.ledger.findLast(({ decision }) => decision === 'settled')?.note).toBe(
      'cancelled by ada: wrong labels'
    );
    expect(monitor.state.incident).toEqual({ failures: 0, escalated: false, breakerOpenedAt: null });
  });

  it('one that is just being promoted changes nothing: what was done counts', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    monitor.command({ name: 'cancel' });
    monitor.finished({ status: 'promoted', version: '1.0.1', previousVersion: '1.0.0' });
    expect(monitor.state.champion).toBe('1.0.1');
    expect(monitor.state.lastRetrain).toMatchObject({ status: 'promoted', note: null });
  });

  it('one that a kill switch has refused is wanted no more', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.started();
    monitor.command({ name: 'cancel' });
    monitor.finished({ status: 'cancelled', error: { type: 'KillSwitchError', message: 'it is on' } });
    expect(monitor.state.triggers).toEqual([]);
  });

  it('withdraws what people have asked for and is held, and leaves what drift asks for', () => {
    const held = { holds: holdsOf({ freezes: [{ from: 0, to: noon + dayMs, note: '' }] }) };
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], held)));
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'retrain', severity: 'soft', respectHolds: true });
    expect(monitor.state.triggers.map(({ code }) => code)).toEqual(['drift', 'manual']);
    expect(monitor.command({ name: 'cancel' })).toEqual([]);
    expect(monitor.state.triggers.map(({ code }) => code)).toEqual(['drift']);
    expect(monitor.state.ledger.at(-1)).toMatchObject({
      decision: 'expired',
      reasonCodes: ['withdrawn'],
      note: 'withdrawn by ada',
    });
  });

  it('with a generation ends that retrain alone, and not one that has begun since somebody looked', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    const cancel = (generation: number) => ({ name: 'cancel' as const, generation, actor: 'ada', comment: '' });
    expect(refusalOf(monitor.state, cancel(2))).toBe('Retrain 2 is not under way: 1 is; look again');
    const before = monitor.state.ledger.length;
    expect(monitor.command(cancel(2))).toEqual([]);
    expect(monitor.state.inFlight).not.toHaveProperty('cancelled');
    expect(monitor.state.ledger).toHaveLength(before);
    expect(monitor.command(cancel(1))).toMatchObject([{ type: 'cancel-retrain', generation: 1 }]);
  });

  it('with a generation withdraws nothing that is held', () => {
    const held = { holds: holdsOf({ freezes: [{ from: 0, to: noon + dayMs, note: '' }] }) };
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], held)));
    monitor.command({ name: 'retrain', severity: 'soft', respectHolds: true });
    expect(refusalOf(monitor.state, { name: 'cancel', generation: 1, actor: 'ada', comment: '' })).toBe(
      'Retrain 1 is not under way: none is; look again'
    );
    expect(monitor.command({ name: 'cancel', generation: 1 })).toEqual([]);
    expect(monitor.state.triggers.map(({ code }) => code)).toEqual(['manual']);
  });

  it('with generation 0 withdraws what waits, and does not end what has begun since', () => {
    const cancel = { name: 'cancel' as const, generation: 0, actor: 'ada', comment: '' };
    const held = { holds: holdsOf({ freezes: [{ from: 0, to: noon + dayMs, note: '' }] }) };
    const waiting = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], held)));
    waiting.command({ name: 'retrain', severity: 'soft', respectHolds: true });
    expect(waiting.command(cancel)).toEqual([]);
    expect(waiting.state.triggers).toEqual([]);
    const begun = new TestMonitor(stateOf(policy));
    begun.command({ name: 'retrain', severity: 'soft' });
    begun.started();
    expect(refusalOf(begun.state, cancel)).toBe('Retrain 1 has begun since you looked; look again');
    expect(begun.command(cancel)).toEqual([]);
    expect(begun.state.inFlight).not.toHaveProperty('cancelled');
  });

  describe('with generation 0, behind a retrain that is under way', () => {
    const cancel = { name: 'cancel' as const, generation: 0, actor: 'bob', comment: '' };
    /** Drift has had its retrain, and people have asked for another since. */
    const behind = (changes: Partial<MonitorState> = {}): TestMonitor => {
      const monitor = new TestMonitor(stateOf(policy, changes));
      monitor.observe('accuracy', [0.8]);
      monitor.started();
      monitor.command({ name: 'retrain', severity: 'full', comment: 'new labels' });
      return monitor;
    };

    it('withdraws what people have asked for since, and the one under way goes on', () => {
      const monitor = behind();
      expect(refusalOf(monitor.state, cancel)).toBeUndefined();
      expect(monitor.command({ ...cancel, comment: 'too soon' })).toEqual([]);
      expect(monitor.state).toMatchObject({ triggers: [], inFlight: { generation: 1 } });
      expect(monitor.state.inFlight).not.toHaveProperty('cancelled');
      expect(monitor.state.ledger.at(-1)).toMatchObject({
        decision: 'expired',
        reasonCodes: ['withdrawn'],
        reasons: [{ type: 'manual', actor: 'ada', text: 'new labels' }],
        note: 'withdrawn while retrain 1 goes on, by bob: too soon',
      });
      monitor.finished({ status: 'failed' });
      expect(monitor.launches()).toHaveLength(1);
      expect(refusalOf(monitor.state, cancel)).toBe('No retrain is under way, and nobody has asked for one');
    });

    it('does so also while the one under way is being cancelled', () => {
      const monitor = behind();
      monitor.command({ name: 'cancel', generation: 1 });
      expect(refusalOf(monitor.state, cancel)).toBeUndefined();
      monitor.command(cancel);
      expect(monitor.state).toMatchObject({ triggers: [], inFlight: { cancelled: { actor: 'ada' } } });
    });

    it('is refused where nobody has asked for another, and withdraws nothing that drift asks for', () => {
      const monitor = behind();
      monitor.command(cancel);
      monitor.observe('accuracy', [0.95, 0.8]);
      expect(refusalOf(monitor.state, cancel)).toBe('Retrain 1 has begun since you looked; look again');
      const { triggers } = monitor.state;
      monitor.command(cancel);
      expect(monitor.state.triggers).toEqual(triggers);
    });

    it('is refused in a run that began before that could be done, as it was', () => {
      const monitor = behind({ edition: 1 });
      expect(refusalOf(monitor.state, cancel)).toBe('Retrain 1 has begun since you looked; look again');
      expect(monitor.command(cancel)).toEqual([]);
      expect(monitor.state.triggers).toHaveLength(1);
    });
  });

  it.each(['1', 1.5, 'held', Number.NaN, {}, []])(
    'with a generation that is none, such as %j, says what is expected',
    (said) => {
      const monitor = new TestMonitor(stateOf(policy));
      monitor.observe('accuracy', [0.8]);
      monitor.started();
      const asked = { name: 'cancel' as const, actor: 'ada', comment: '', ...readGeneration({ generation: said }) };
      expect(refusalOf(monitor.state, asked)).toContain('Expected `generation` to be a whole number');
    }
  );

  it('is refused when there is nothing to cancel', () => {
    expect(refusalOf(stateOf(policy), { name: 'cancel', actor: 'ada', comment: '' })).toBe(
      'No retrain is under way, and nobody has asked for one'
    );
  });
});
