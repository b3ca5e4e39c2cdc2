import { describe, expect, it } from 'vitest';
import { lookOfAct } from '../../page/decisions/act-looks.ts';
import { lookOfDecision } from '../../page/decisions/decision-looks.ts';
import { lookOf } from '../../page/parts/states.ts';
import { monitorStates } from '../../src/core/view/states.ts';
import { stateText } from '../../src/core/view/words.ts';
import type { Decision } from '../../page/api/types.ts';

describe('the head of an entry of the ledger', () => {
  it.each([
    ['settled', ['awaiting-approval'], 'Waits for approval', 'wait'],
    ['settled', ['rolled-back'], 'Rolled back', 'warn'],
    ['settled', ['failed'], 'Retrain failed', 'bad'],
    ['none', ['rollback'], 'Rollback asked for', 'calm'],
    ['none', ['rollback-failed'], 'Rollback failed', 'bad'],
    ['none', ['approve-refused', 'already-rejected'], 'Approval refused', 'bad'],
    ['none', ['marked', 'false'], 'Marked false', 'calm'],
    ['none', ['too-late', 'retrain'], 'Came too late: retrain', 'warn'],
    ['none', ['something-new'], 'Something new', 'calm'],
    ['none', ['something-failed'], 'Something failed', 'bad'],
    ['launched', ['manual'], 'Retrain launched', 'busy'],
  ] as const)('of %s %j is “%s”', (decision, reasonCodes, text, tone) => {
    expect(lookOfDecision({ decision, reasonCodes: [...reasonCodes] })).toMatchObject({ text, tone });
  });
});

it.each(monitorStates)('the state %s is called as on the command line', (state) => {
  expect(lookOf(state).text.toLowerCase()).toBe(stateText(state));
});

describe('what somebody did', () => {
  const act = (text: string): Parameters<typeof lookOfAct>[0] => ({
    at: 7,
    seen: null,
    eventAt: 7,
    kind: 'command',
    actor: 'ana',
    text,
  });
  const entry = (reasonCodes: string[], note: string): Decision => ({
    at: 7,
    decision: 'none',
    reasonCodes,
    reasons: [],
    heldBy: [],
    evidence: [],
    severity: 'none',
    policyRevision: 1,
    generation: null,
    note,
  });

  it('is the command', () => {
    expect(lookOfAct(act('rollback by ana: worse'), [])).toMatchObject({ text: 'Roll back', tone: 'calm' });
  });

  it('is what was marked, and how', () => {
    const decisions = [entry(['marked', 'true'], 'retrain 1 marked true by ana')];
    expect(lookOfAct(act('mark by ana'), decisions)).toMatchObject({
      text: 'Marked true',
      said: 'retrain 1 marked true by ana',
    });
  });

  it('looks different where it was refused, came too late, or failed', () => {
    const refused = [entry(['approve-refused', 'nothing-waiting'], 'approve by ana refused: nothing waits')];
    expect(lookOfAct(act('approve by ana'), refused)).toMatchObject({ text: 'Approval refused', tone: 'bad' });
    expect(lookOfAct(act('pause by ana'), [entry(['too-late', 'pause'], 'late')])).toMatchObject({ tone: 'warn' });
    expect(lookOfAct({ ...act('roll-back failed: gone'), kind: 'command-failed' }, [])).toMatchObject({ tone: 'bad' });
  });
});
