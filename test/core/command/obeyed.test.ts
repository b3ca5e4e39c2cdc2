import { describe, expect, it } from 'vitest';
import { accuracyBelow, approvalOf, configOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Command } from '../../../src/core/state/events.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const policy = policyOf([accuracyBelow(0.9)]);
const who = { actor: 'ada', comment: '' };
const open = { failures: 3, escalated: true, breakerOpenedAt: noon };

/** What each is asked of, so that it is obeyed. */
const commands: [Command, Partial<MonitorState>?][] = [
  [{ name: 'retrain', severity: 'soft', ...who }],
  [{ name: 'pause', ...who }],
  [
    { name: 'resume', ...who },
    { phase: 'paused', pausedBy: { at: noon, ...who } },
  ],
  [{ name: 'stop', ...who }],
  [{ name: 'release', ...who }, { incident: open }],
  [{ name: 'approve', ...who }, { approval: approvalOf({ version: '1.1.0' }) }],
  [{ name: 'reject', ...who }, { approval: approvalOf({ version: '1.1.0' }) }],
  [
    { name: 'rollback', ...who },
    { champion: '1.1.0', retired: ['1.0.0'] },
  ],
  [{ name: 'adopt', version: '1.0.0', ...who }],
  [{ name: 'policy', policy, config: configOf(), revision: 1, ...who }],
  [{ name: 'mark', target: 'retrain/1', isTrue: true, ...who }, { generation: 1 }],
];

describe('a command that is sent again under its id', () => {
  it.each(commands)('$name is obeyed once', (command, changes = {}) => {
    const monitor = new TestMonitor(stateOf(policy, changes));
    monitor.apply({ type: 'command', command: { ...command, id: 'one of ada' } });
    const { state, effects } = { state: monitor.state, effects: [...monitor.effects] };
    expect(state.ledger.length + effects.length).toBeGreaterThan(0);
    // As the next run has it.
    monitor.state = JSON.parse(JSON.stringify(state)) as MonitorState;
    monitor.apply({ type: 'command', command: { ...command, id: 'one of ada' } });
    expect(monitor.effects).toEqual(effects);
    expect({ ...monitor.state, counts: null }).toEqual({ ...state, counts: null });
  });

  it('is judged anew when it was refused: nothing was done', () => {
    const monitor = new TestMonitor(stateOf(policy));
    const resume: Command = { name: 'resume', ...who, id: 'one of ada' };
    monitor.apply({ type: 'command', command: resume });
    monitor.command({ name: 'pause' });
    monitor.apply({ type: 'command', command: resume });
    expect(monitor.state.phase).toBe('active');
  });

  it('is told from a hundred that were obeyed since, and commands without an id from one another', () => {
    const monitor = new TestMonitor(stateOf(policy));
    const mark = (id: string | undefined, isTrue: boolean): void =>
      void monitor.apply({
        type: 'command',
        command: { name: 'mark', target: 'accuracy//limit@1772450000000', isTrue, ...who, ...(id ? { id } : {}) },
      });
    mark('first', true);
    for (let at = 1; at < 100; at++) mark(`${at} after it`, false);
    mark('first', true);
    expect(monitor.state.marks).toMatchObject([{ isTrue: false }]);
    mark(undefined, true);
    mark(undefined, false);
    expect(monitor.state.marks).toMatchObject([{ isTrue: false }]);
    for (let at = 0; at < 101; at++) mark(`of many ${at}`, false);
    expect(monitor.state.obeyed).toHaveLength(100);
  });
});
