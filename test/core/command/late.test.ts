import { describe, expect, it } from 'vitest';
import { accuracyBelow, approvalOf, minuteMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Command } from '../../../src/core/state/events.ts';

const policy = policyOf([accuracyBelow(0.9)]);
const who = { actor: 'ada', comment: '' };

describe('a command whose sender has given it up', () => {
  it.each<[Command['name'], Command]>([
    ['pause', { name: 'pause', ...who }],
    ['stop', { name: 'stop', ...who }],
    ['retrain', { name: 'retrain', severity: 'full', ...who }],
    ['approve', { name: 'approve', ...who }],
    ['reject', { name: 'reject', ...who }],
    ['rollback', { name: 'rollback', ...who }],
    ['adopt', { name: 'adopt', version: '1.0.0', ...who }],
    ['cancel', { name: 'cancel', ...who }],
  ])('%s is not obeyed, and the ledger says so', (name, command) => {
    const before = stateOf(policy, { approval: approvalOf() });
    const monitor = new TestMonitor(before, noon + minuteMs);
    expect(monitor.apply({ type: 'command', command: { ...command, until: noon } })).toEqual([]);
    const { ledger, counts: _, ...rest } = monitor.state;
    const { ledger: old, counts: __, ...same } = before;
    expect(rest).toEqual(same);
    expect(ledger).toHaveLength(old.length + 1);
    expect(ledger.at(-1)).toMatchObject({
      decision: 'none',
      reasonCodes: ['too-late', name],
      note: `The command \`${name}\` of ada came too late, and nothing was done: it was to be carried out by 2026-03-02 12:00:00Z, and now it is 2026-03-02 12:01:00Z`,
    });
  });

  it('is obeyed in the last moment of its time, and when it names no time or nonsense', () => {
    for (const until of [noon, undefined, Number.NaN, 'soon' as unknown as number]) {
      const monitor = new TestMonitor(stateOf(policy));
      monitor.apply({ type: 'command', command: { name: 'pause', ...who, until } });
      expect(monitor.state.phase, String(until)).toBe('paused');
    }
  });
});
