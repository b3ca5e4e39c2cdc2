import { lookOfDecision, type DecisionLook } from './decision-looks.ts';
import { lookOfMark } from '../timeline/mark-looks.ts';
import type { Decision, Mark } from '../api/types.ts';

/** What somebody did, by name: which command, which verdict, and whether it was refused or failed. */
export function lookOfAct(act: Mark, decisions: readonly Decision[]): DecisionLook & { said: string } {
  if (act.kind !== 'command') return { ...lookOfMark(act), said: act.text };
  const name = /^[a-z-]+/.exec(act.text)?.[0] ?? '';
  const refused = entryOf(act, decisions, [`${name}-refused`, 'too-late']);
  if (refused) return { ...lookOfDecision(refused), said: refused.note ?? act.text };
  const verdict = name === 'mark' ? entryOf(act, decisions, ['marked']) : undefined;
  if (verdict) return { ...lookOfDecision(verdict), said: verdict.note ?? act.text };
  return { text: asked[name] ?? act.text, tone: 'calm', shape: 'square', said: act.text };
}

// --- internal ---

/** The entry that the ledger made of it. */
function entryOf({ at }: Mark, decisions: readonly Decision[], codes: readonly string[]): Decision | undefined {
  return decisions.find((one) => one.at === at && codes.includes(one.reasonCodes[0] ?? ''));
}

const asked: Readonly<Record<string, string>> = {
  retrain: 'Retrain',
  cancel: 'Cancel the retrain',
  pause: 'Pause',
  resume: 'Resume',
  approve: 'Approve',
  reject: 'Reject',
  rollback: 'Roll back',
  adopt: 'Adopt',
  release: 'Close the circuit breaker',
  policy: 'Change the policy',
  mark: 'Mark',
  'forget-segment': 'Forget a segment',
  stop: 'Stop',
};
