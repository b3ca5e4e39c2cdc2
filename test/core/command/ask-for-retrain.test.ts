import { describe, expect, it } from 'vitest';
import { accuracyBelow, dayMs, holdsOf, hourMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { refusalAtDoor } from '../../../src/core/command/refusal-at-door.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { reasonText } from '../../../src/core/state/decision.ts';
import type { Command } from '../../../src/core/state/events.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const policy = policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: dayMs }) });
const coolingDown: Partial<MonitorState> = { cooldownUntil: noon + dayMs };
const killSwitch = {
  scope: { all: true as const },
  since: noon,
  actor: 'bob',
  comment: 'bad labels',
  checkAt: noon + dayMs,
};
const paused: Partial<MonitorState> = { phase: 'paused', pausedBy: { at: noon, actor: 'bob', comment: '' } };
const asked: Command = { name: 'retrain', severity: 'soft', actor: 'ada', comment: '' };

describe('a person who asks for a retrain', () => {
  it('passes the cool-down, and one who respects holds waits for its end', () => {
    const hasty = new TestMonitor(stateOf(policy, coolingDown));
    hasty.command({ name: 'retrain', severity: 'soft' });
    expect(hasty.launches()).toHaveLength(1);
    const patient = new TestMonitor(stateOf(policy, coolingDown));
    patient.command({ name: 'retrain', severity: 'soft', respectHolds: true });
    expect(patient.launches()).toHaveLength(0);
    expect(patient.decisions()).toEqual(['held(cooldown)']);
    patient.pass(dayMs);
    expect(patient.launches()).toHaveLength(1);
  });

  it('is not kept waiting by another who respects holds, whoever came first', () => {
    for (const order of [
      [true, false],
      [false, true],
    ]) {
      const monitor = new TestMonitor(stateOf(policy, { ...coolingDown, recalled: false }));
      for (const waits of order)
        monitor.command({ name: 'retrain', severity: 'soft', ...(waits ? { respectHolds: true as const } : {}) });
      monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 0 });
      expect(monitor.launches()).toHaveLength(1);
    }
  });

  it('is refused while paused or killed, with what to do; one who respects holds waits', () => {
    expect(refusalAtDoor(stateOf(policy, paused), asked, noon)).toContain('resume it before');
    expect(refusalAtDoor(stateOf(policy, { killSwitch }), asked, noon)).toBe(
      'Nothing is launched: the kill switch for all models is on, by bob: bad labels; turn it off first, or ask with `--respect-holds`, and the retrain waits for it'
    );
    for (const state of [stateOf(policy, paused), stateOf(policy, { killSwitch })]) {
      const patient: Command = { ...asked, respectHolds: true };
      expect(refusalAtDoor(state, patient, noon)).toBeUndefined();
      const monitor = new TestMonitor(state);
      monitor.apply({ type: 'command', command: patient });
      expect(monitor.state.triggers).toMatchObject([{ code: 'manual', respectHolds: true }]);
    }
  });

  it('whose wish was accepted before a kill switch was known is held, as ever', () => {
    const monitor = new TestMonitor(stateOf(policy, { killSwitch }));
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(monitor.decisions()).toEqual(['held(kill-switch)']);
  });

  it('is named in the ledger, with and without a comment', () => {
    for (const [comment, text, read] of [
      ['', 'asked for by ada', 'asked for by ada'],
      ['new labels', 'new labels', 'asked for by ada: new labels'],
    ] as const) {
      const monitor = new TestMonitor(stateOf(policy));
      monitor.command({ name: 'retrain', severity: 'soft', comment });
      const reasons = monitor.state.ledger.at(-1)?.reasons ?? [];
      expect(reasons).toMatchObject([{ type: 'manual', actor: 'ada', text }]);
      expect(reasons.map(reasonText)).toEqual([read]);
    }
  });

  it('is noted and told of also where another waits already, and all of them are named at the launch', () => {
    const waits = (edition: number): TestMonitor => {
      const monitor = new TestMonitor(stateOf(policy, { ...coolingDown, edition }));
      const ask = (actor: string, comment: string): void =>
        void monitor.apply({
          type: 'command',
          command: { name: 'retrain', severity: 'soft', respectHolds: true, actor, comment },
        });
      for (let i = 0; i < 12; i++) ask(`person ${i}`, `reason ${i}`);
      return monitor;
    };
    const monitor = waits(2);
    const held = monitor.state.ledger.filter(({ decision }) => decision === 'held');
    const texts = Array.from({ length: 12 }, (_, i) => [`reason ${i}`]);
    expect(held.map(({ reasons }) => reasons.map(({ text }) => text))).toEqual(texts);
    expect(held.map(({ heldBy }) => heldBy.map(({ by }) => by))).toEqual(texts.map(() => ['cooldown']));
    expect(monitor.notices('retrain-held').map(({ text }) => text)).toEqual(
      texts.map(([text], i) => `retrain held by the cool-down: asked for by person ${i}: ${text}`)
    );
    const { ledger } = monitor.state;
    monitor.pass(hourMs);
    expect(monitor.state.ledger).toEqual(ledger);
    monitor.pass(dayMs);
    expect(monitor.launches()[0]?.reasons.map(({ text }) => text)).toEqual(texts.slice(-10).flat());
    const before = waits(1);
    expect(before.decisions()).toEqual(['held(cooldown)']);
    expect(before.notices('retrain-held')).toHaveLength(1);
  });

  it('again in the same words, as a script does, is no news', () => {
    const monitor = new TestMonitor(stateOf(policy, coolingDown));
    for (const comment of ['', '', 'labels are in', '', 'labels are in'])
      monitor.apply({
        type: 'command',
        command: { name: 'retrain', severity: 'soft', respectHolds: true, actor: 'ci', comment },
      });
    expect(monitor.decisions()).toEqual(['held(cooldown)', 'held(cooldown)']);
    expect(monitor.notices('retrain-held')).toHaveLength(2);
  });

  it('for a soft one after a bad candidate gets a full one, and the ledger and the view say so', () => {
    const incident = { failures: 1, escalated: true, breakerOpenedAt: null };
    const monitor = new TestMonitor(stateOf(policy, { incident }));
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(monitor.state.inFlight).toMatchObject({ kind: 'full', escalated: true });
    expect(monitor.state.ledger.at(-1)?.note).toBe('full instead of soft, as an earlier candidate failed');
    const full = new TestMonitor(stateOf(policy, { incident }));
    full.command({ name: 'retrain', severity: 'full' });
    expect(full.state.inFlight?.escalated).toBeUndefined();
    expect(full.state.ledger.at(-1)?.note).toBeUndefined();
  });
});

describe('a rollback', () => {
  it('of a model that no version of has ever served is refused at once', () => {
    const command: Command = { name: 'rollback', actor: 'ada', comment: '' };
    expect(refusalAtDoor(stateOf(policy, { champion: null }), command, noon)).toContain('none to go back to');
    expect(refusalAtDoor(stateOf(policy), command, noon)).toBeUndefined();
    // Before the registry has told nobody knows.
    expect(refusalAtDoor(stateOf(policy, { champion: null, recalled: false }), command, noon)).toBeUndefined();
  });

  it('is a full one from its launch where no version serves, as there is nothing to continue from', () => {
    const monitor = new TestMonitor(stateOf(policy, { champion: null }));
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(monitor.state.inFlight).toMatchObject({ kind: 'full' });
    // In the queue it stands where its severity puts it, and should the registry have a champion after all, it is soft.
    expect(monitor.launches()).toMatchObject([{ kind: 'soft' }]);
    expect(monitor.state.ledger.at(-1)).toMatchObject({
      severity: 'full',
      note: 'full instead of soft, as no version serves yet',
    });
    const found = new TestMonitor(stateOf(policy, { champion: null, foundServing: '1.4.0' }));
    found.command({ name: 'retrain', severity: 'soft' });
    expect(found.state.inFlight).toMatchObject({ kind: 'soft' });
  });
});
