import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, liveSpecOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { automaton } from '../../../src/core/candidate/approval.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { foresight } from '../../../src/core/foresight.ts';
import { readInPlaceOf } from '../../../src/core/wire/asked.ts';
import { refusalAtDoor } from '../../../src/core/command/refusal-at-door.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';
import type { Command } from '../../../src/core/state/events.ts';

/** A monitor whose challenger 2.0.0 waits, and was compared with `against`; `champion` serves by now. */
function waiting(against: string | null | undefined, champion: string | null): TestMonitor {
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { config }));
  monitor.observe('accuracy', [0.8]);
  monitor.started();
  monitor.finished({ status: 'awaiting-approval', version: '2.0.0' });
  const { against: _, ...approval } = monitor.state.approval!;
  monitor.state = {
    ...monitor.state,
    champion,
    approval: { ...approval, ...(against === undefined ? {} : { against }) },
  };
  return monitor;
}

const approve = (more: { inPlaceOf?: string } = {}): Command => ({
  name: 'approve',
  actor: 'ada',
  comment: '',
  ...more,
});
const toldOf = ({ state, now }: TestMonitor): string => viewOf(state, now).summary;
const foretold = ({ state, now }: TestMonitor) => foresight(state, now).find(({ command }) => command === 'approve');

describe('a version that was compared with another champion than the one that serves', () => {
  it.each([
    ['3.0.0', 'it was compared with 3.0.0, and not with 3.0.1, which serves now'],
    [null, 'it was compared with no champion, and not with 3.0.1, which serves now'],
  ])('such as %s is refused at the door, and told wherever it waits', (against, clause) => {
    const monitor = waiting(against, '3.0.1');
    expect(toldOf(monitor)).toBe(`Version 2.0.0 has passed its gate and waits for approval; ${clause}`);
    expect(refusalAtDoor(monitor.state, approve(), monitor.now)).toBe(
      `Version 2.0.0 may be worse than what serves: ${clause}; reject it, ask for a retrain, or approve it \`--in-place-of 3.0.1\``
    );
    expect(foretold(monitor)).toMatchObject({ isAllowed: true, text: expect.stringContaining(clause) as string });
    expect(refusalAtDoor(monitor.state, { name: 'reject', actor: 'ada', comment: '' }, monitor.now)).toBeUndefined();
  });

  it('is promoted where its place is named, and only while that one serves', () => {
    const monitor = waiting('3.0.0', '3.0.1');
    expect(refusalAtDoor(monitor.state, approve({ inPlaceOf: '3.0.1' }), monitor.now)).toBeUndefined();
    const stale = approve({ inPlaceOf: '3.0.0' });
    expect(refusalOf(monitor.state, stale)).toBe('Version 3.0.0 does not serve: 3.0.1 does; look again');
    expect(monitor.command(stale)).toEqual([]);
    expect(monitor.state.ledger.at(-1)?.reasonCodes).toEqual(['approve-refused', 'another-champion']);
    expect(monitor.command(approve({ inPlaceOf: '3.0.1' }))).toMatchObject([{ type: 'promote', expected: '3.0.1' }]);
  });

  it('is looked at in the registry once that has refused to put it there, and is no answer to a person', () => {
    const refused = { type: 'command-failed', command: 'promote', message: 'no', code: 'another-champion' } as const;
    const asked = (edition: number, actor: string): [boolean, string | undefined] => {
      const monitor = waiting('3.0.0', '3.0.0');
      monitor.apply({ type: 'watch-registry' });
      monitor.pass(1);
      const decided = { at: monitor.now, actor, comment: '' };
      monitor.state = { ...monitor.state, edition, approval: { ...monitor.state.approval!, decided } };
      const effects = monitor.apply(refused);
      expect(monitor.state.approval).toMatchObject({ version: '2.0.0', decided: null });
      return [effects.some(({ type }) => type === 'look-at-registry'), monitor.state.commandFailed?.code];
    };
    expect(asked(3, automaton)).toEqual([true, 'another-champion']);
    expect(asked(2, automaton)).toEqual([true, undefined]);
    expect(asked(2, 'ada')).toEqual([true, 'another-champion']);
    expect(asked(1, 'ada')).toEqual([false, 'another-champion']);
  });

  describe('and is promoted by default when nobody has decided', () => {
    const refused = {
      type: 'command-failed',
      command: 'promote',
      message: 'Expected alias `champion`, found `3.0.1`',
      code: 'another-champion',
      serves: '3.0.1',
    } as const;
    const text =
      'version 2.0.0 was not promoted by default: it was compared with 3.0.0, and 3.0.1 serves by now; it waits for approval';

    function decidedBy(actor: string, changes: Partial<MonitorState> = {}): TestMonitor {
      const monitor = waiting('3.0.0', '3.0.0');
      const decided = { at: monitor.now, actor, comment: '' };
      monitor.state = { ...monitor.state, ...changes, approval: { ...monitor.state.approval!, decided } };
      return monitor;
    }

    it('waits for a person, who is asked: nothing is wrong with the registry', () => {
      const monitor = decidedBy(automaton);
      monitor.apply(refused);
      expect(monitor.notices('command-failed')).toEqual([]);
      expect(monitor.notices('approval-needed').at(-1)).toMatchObject({ text });
      expect(monitor.state.ledger.at(-1)).toMatchObject({ reasonCodes: ['promotion-failed'], note: text });
      expect(monitor.state).toMatchObject({
        approval: { version: '2.0.0', decided: null, timeoutAt: null, tries: 1 },
        commandFailed: { code: 'another-champion' },
      });
      expect(explain(monitor.state, monitor.now)).not.toHaveProperty('registry');
    });

    it('waits for a person in the same way once it has passed its shadow', () => {
      const monitor = decidedBy(automaton);
      const { generation } = monitor.state.approval!;
      const trial = { sinceEvent: null, since: 0, until: monitor.now + 1, spec: liveSpecOf(), metrics: {} };
      const shadow = { ...trial, generation, version: '2.0.0', against: '3.0.0', decided: true };
      monitor.state = { ...monitor.state, approval: null, shadow };
      monitor.apply(refused);
      expect(monitor.notices('command-failed')).toEqual([]);
      const passed = text.replace('was not promoted by default', 'has passed its shadow and was not promoted');
      expect(monitor.notices('approval-needed').at(-1)).toMatchObject({ text: passed });
      expect(monitor.state).toMatchObject({ shadow: null, approval: { version: '2.0.0', onTimeout: 'reject' } });
    });

    it.each<[string, string, Partial<MonitorState>, object]>([
      ['a person has approved it, who is to hear of it', 'ada', {}, {}],
      ['the registry refuses for another reason', automaton, {}, { code: undefined, serves: undefined }],
      ['a run goes by an edition of before', automaton, { edition: 2 }, {}],
    ])('is told as a command that failed where %s', (_, actor, changes, more) => {
      const monitor = decidedBy(actor, changes);
      const before = monitor.notices('approval-needed').length;
      monitor.apply({ ...refused, ...more });
      expect(monitor.notices('command-failed')).toMatchObject([{ text: `promote failed: ${refused.message}` }]);
      expect(monitor.notices('approval-needed')).toHaveLength(before);
      expect(monitor.state.ledger.at(-1)?.note).toBe(`version 2.0.0 could not be promoted: ${refused.message}`);
    });
  });

  it('goes on as it went where the approval was accepted by an older version', () => {
    const effects = waiting('3.0.0', '3.0.1').command(approve());
    expect(effects).toMatchObject([{ type: 'promote', version: '2.0.0' }]);
    expect(effects[0]).not.toHaveProperty('expected');
  });

  it.each([
    ['that serves', '3.0.1', '3.0.1'],
    ['of which an older monitor knows nothing', undefined, '3.0.1'],
    ['where none serves by now', '3.0.0', null],
  ] as const)('is none beside one %s', (_, against, champion) => {
    const monitor = waiting(against, champion);
    expect(refusalAtDoor(monitor.state, approve(), monitor.now)).toBeUndefined();
    expect(toldOf(monitor)).toBe('Version 2.0.0 has passed its gate and waits for approval');
  });

  it('is told from a first version, for which nothing serves', () => {
    expect(toldOf(waiting(null, null))).toContain('; it was compared with no champion, as none serves');
  });

  it.each([7, {}, '', null, undefined, '3.0.1'])('is asked about by what can be read of %j', (said) => {
    const isSaid = said !== null && said !== undefined;
    expect(readInPlaceOf({ inPlaceOf: said })).toEqual(isSaid ? { inPlaceOf: said === '3.0.1' ? said : '' } : {});
  });
});
