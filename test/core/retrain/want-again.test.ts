import { describe, expect, it } from 'vitest';
import { accuracyBelow, dayMs, hourMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { OwnRetrain } from '../../../src/cli/wait/own-retrain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { Command } from '../../../src/core/state/events.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';
import type { Policy } from '../../../src/core/state/policy.ts';

type Wish = Partial<Extract<Command, { name: 'retrain' }>>;

const lost = { type: 'ChampionLostError', message: 'The champion 1.0.0 is no longer in the registry' };
const well = { id: 'r1', champion: '1.0.0', found: true };

function start(changes: Partial<MonitorState> = {}, policy: Partial<Policy> = {}): TestMonitor {
  return new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)], policy), changes));
}

function ask(monitor: TestMonitor, actor: string, wish: Wish = {}): OwnRetrain {
  const command: Command = { name: 'retrain', severity: 'soft', actor, comment: `for ${actor}`, ...wish };
  monitor.apply({ type: 'command', command });
  return new OwnRetrain(viewOf(monitor.state, monitor.now), actor);
}

/** The ways in which a retrain ends before it has trained anything, and what lets the next one go. */
const ways: [string, (monitor: TestMonitor) => void, (monitor: TestMonitor) => void][] = [
  [
    'its champion is lost',
    (monitor) => void monitor.finished({ status: 'failed', error: lost }),
    (monitor) => void monitor.apply({ type: 'registry-read', reading: well }),
  ],
  [
    'a kill switch is on',
    (monitor) => void monitor.finished({ status: 'cancelled', error: { type: 'KillSwitchError', message: 'on' } }),
    (monitor) => void monitor.apply({ type: 'kill-switch-read', reading: null }),
  ],
  [
    'its id is taken',
    (monitor) => void monitor.apply({ type: 'retrain-taken', request: monitor.launches().at(-1)! }),
    (monitor) => void monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 1 }),
  ],
];

describe.each(ways)('a retrain that cannot begin because %s', (_, fails, goesOn) => {
  it('is wanted together with what somebody else has asked for meanwhile: one retrain names both', () => {
    const monitor = start();
    ask(monitor, 'ada');
    ask(monitor, 'bob');
    fails(monitor);
    const [trigger, ...more] = monitor.state.triggers;
    expect(more).toEqual([]);
    expect(trigger?.reasons).toMatchObject([
      { actor: 'ada', text: 'for ada' },
      { actor: 'bob', text: 'for bob' },
    ]);
    expect(monitor.state.ledger.at(-1)).toMatchObject({
      decision: 'held',
      reasons: [{ actor: 'ada' }, { actor: 'bob' }],
    });
    goesOn(monitor);
    expect(monitor.launches().map(({ reasons }) => reasons.map((one) => 'actor' in one && one.actor))).toEqual([
      ['ada'],
      ['ada', 'bob'],
    ]);
  });

  it('is waited for by both until the one that runs for both has ended', () => {
    const monitor = start();
    const waiting = [ask(monitor, 'ada'), ask(monitor, 'bob')];
    const look = (): unknown[] => {
      const view = viewOf(monitor.state, monitor.now);
      return waiting.map((one) => {
        one.look(view);
        const isGone = !one.hasEnded(view) && one.isWithdrawn(view);
        return { generation: one.generation, waits: one.waits(view), isGone, hasEnded: one.hasEnded(view) };
      });
    };
    fails(monitor);
    expect(look()).toEqual([
      { generation: 2, waits: true, isGone: false, hasEnded: false },
      { generation: 2, waits: true, isGone: false, hasEnded: false },
    ]);
    goesOn(monitor);
    monitor.promoted('1.0.1');
    expect(look()).toEqual([
      { generation: 2, waits: false, isGone: false, hasEnded: true },
      { generation: 2, waits: false, isGone: false, hasEnded: true },
    ]);
  });

  it('leaves to nobody less than they have asked for', () => {
    for (const [first, second] of [
      [{ severity: 'full' }, { respectHolds: true }],
      [{ respectHolds: true }, { severity: 'full' }],
    ] as const) {
      const monitor = start();
      ask(monitor, 'ada', first);
      ask(monitor, 'bob', second);
      fails(monitor);
      expect(monitor.state.triggers).toMatchObject([{ severity: 'full' }]);
      expect(monitor.state.triggers[0]).not.toHaveProperty('respectHolds');
    }
    const patient = start();
    ask(patient, 'ada', { respectHolds: true });
    ask(patient, 'bob', { respectHolds: true });
    fails(patient);
    expect(patient.state.triggers).toMatchObject([{ severity: 'soft', respectHolds: true }]);
  });

  it('is wanted by the first who asked alone, in runs that began before, which go on as they went', () => {
    const monitor = start({ edition: 0 });
    ask(monitor, 'ada');
    ask(monitor, 'bob');
    fails(monitor);
    expect(monitor.state.triggers.map(({ reasons }) => reasons)).toMatchObject([[{ actor: 'ada' }]]);
  });

  it('leaves a slot of its timetable that came due meanwhile as it is, and counts the earlier one as joined', () => {
    const nightly = { id: 'nightly', everyMs: hourMs, anchor: noon + hourMs, severity: 'soft' as const };
    const monitor = start({}, { schedules: [nightly] });
    monitor.pass(hourMs);
    monitor.started();
    monitor.pass(hourMs);
    expect(monitor.state.triggers).toMatchObject([{ reasons: [{ at: noon + 2 * hourMs }] }]);
    fails(monitor);
    expect(monitor.state.triggers).toMatchObject([{ reasons: [{ at: noon + 2 * hourMs }] }]);
    expect(monitor.state.schedules['nightly']).toMatchObject({ due: 2, coalesced: 1 });
  });
});

describe('a retrain whose champion is lost', () => {
  it('goes on without one where somebody else has asked for that meanwhile', () => {
    const monitor = start();
    ask(monitor, 'ada');
    ask(monitor, 'bob', { withoutChampion: true });
    monitor.finished({ status: 'failed', error: lost });
    expect(monitor.launches().at(-1)).toMatchObject({
      generation: 2,
      withoutChampion: true,
      reasons: [{ actor: 'ada' }, { actor: 'bob' }],
    });
  });

  it('is wanted by whoever asked meanwhile alone, where somebody has cancelled it', () => {
    const monitor = start();
    ask(monitor, 'ada');
    ask(monitor, 'bob');
    monitor.command({ name: 'cancel' });
    monitor.finished({ status: 'failed', error: lost });
    expect(monitor.state.triggers.map(({ reasons }) => reasons)).toMatchObject([[{ actor: 'bob' }]]);
    monitor.pass(dayMs);
    expect(monitor.launches()).toHaveLength(1);
  });
});
