import { adopt } from './adopt.ts';
import { adoptionFailed } from './adoption.ts';
import { candidateFailed } from '../candidate/candidate-failed.ts';
import { lookSoon } from '../launch/registry-trouble.ts';
import { anotherChampion } from '../candidate/another-champion.ts';
import { automaton, promotionFailed } from '../candidate/approval.ts';
import { readServes, readServing } from '../outcome/registry-answers.ts';
import { rollBackFailed } from './rollback.ts';
import { shadowPromotionFailed } from '../candidate/shadow.ts';
import { maxNote } from '../outcome/outcome.ts';
import type { LiveTrial } from '../state/live-trial-state.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorEvent } from '../state/events.ts';

/** The registry has done what a command asked for; that it says so twice changes nothing. */
export function promoted(draft: Draft, event: Extract<MonitorEvent, { type: 'promoted' }>): void {
  const { generation } = event;
  const answer = readServing(event);
  if (typeof answer === 'string')
    return commandFailed(draft, { type: 'command-failed', command: 'promote', message: answer });
  const { version, previous, release } = answer;
  const { champion, approval, shadow } = draft.state;
  const waits = [approval, shadow].some((one) => one !== null && one.generation <= generation);
  if (champion === version && !waits) return;
  const approver = approval?.version === version ? approval.decided?.actor : undefined;
  const shown = shadow?.version === version ? shadowText(draft, shadow) : '';
  adopt(draft, version, previous, generation);
  lookSoon(draft);
  draft.record({
    decision: 'settled',
    reasonCodes: ['promoted'],
    generation,
    note: `version ${version} promoted${approver === undefined ? '' : `, approved by ${approver}`}`,
  });
  draft.notify({
    event: 'promoted',
    text: `version ${version} promoted${shown}`,
    previousVersion: previous,
    ...(release ? { release } : {}),
    ...draft.takeDropped(),
  });
}

/** The registry has gone back to the version before. */
export function rolledBack(draft: Draft, event: Extract<MonitorEvent, { type: 'rolled-back' }>): void {
  const answer = readServing(event);
  if (typeof answer === 'string')
    return commandFailed(draft, { type: 'command-failed', command: 'roll-back', message: answer });
  const { version, previous, release } = answer;
  const from = previous === null || previous === version ? draft.state.champion : previous;
  draft.state.rollback = null;
  adopt(draft, version, previous, null);
  const { undone } = draft.state;
  if (from !== null && from !== version)
    draft.state.undone = [...undone.filter((one) => one !== from), from].slice(-20);
  lookSoon(draft);
  candidateFailed(draft);
  draft.record({
    decision: 'settled',
    reasonCodes: ['rolled-back'],
    note: `rolled back from ${from ?? 'nothing'} to ${version}`,
  });
  draft.notify({
    event: 'rolled-back',
    severity: 'full',
    text: `rolled back from ${from ?? 'nothing'} to ${version}`,
    previousVersion: from,
    ...(release ? { release } : {}),
    ...draft.takeDropped(),
  });
}

/**
 * The registry could not do what was asked of it: nothing has moved, and people hear why. A promotion that the monitor
 * made by itself and for which somebody has changed the champion meanwhile is no failure: its version waits, and a
 * person is asked.
 */
export function commandFailed(draft: Draft, event: Extract<MonitorEvent, { type: 'command-failed' }>): void {
  const { command, message } = event;
  const { state } = draft;
  // A reason is an answer for a person. Where the monitor asked by itself, the registry stands in its way.
  const byItself =
    (command === 'roll-back' && state.probation?.decided) ||
    (command === 'promote' && (state.shadow?.decided || state.approval?.decided?.actor === automaton));
  const serves = readServes(event.serves);
  const overtaken = byItself && command === 'promote' ? overtakenText(draft, event.code, serves) : undefined;
  const code = byItself && overtaken === undefined ? undefined : event.code;
  if (command === 'promote') {
    // Somebody has changed the champion: whoever decides next is to see which serves. Runs of before did not ask.
    if (event.code === anotherChampion && state.edition > 1) lookSoon(draft);
    const why = (version: string): string => overtaken ?? `version ${version} could not be promoted: ${message}`;
    promotionFailed(draft, why);
    shadowPromotionFailed(draft, why);
  }
  if (command === 'roll-back') rollBackFailed(draft, message, serves);
  if (command === 'adopt') adoptionFailed(draft, message);
  state.commandFailed = {
    at: draft.now,
    command,
    message: message.slice(0, maxNote),
    ...(typeof code === 'string' ? { code: code.slice(0, 60) } : {}),
  };
  if (overtaken !== undefined) draft.notify({ event: 'approval-needed', text: overtaken });
  else draft.notify({ event: 'command-failed', text: `${command} failed: ${message}` });
}

// --- internal ---

/** What it has shown beside the champion, as the ledger has it; notices of runs of before do without. */
function shadowText({ state: { ledger, edition } }: Draft, { version, generation }: LiveTrial): string {
  const passed = ledger.findLast((one) => one.generation === generation && one.reasonCodes[0] === 'shadow-passed');
  const note = edition > 2 ? passed?.note : undefined;
  return note ? `: it ${note.replace(`version ${version} `, '')}` : '';
}

/** What became of its own promotion that would have taken another champion's place; runs of before do not tell. */
function overtakenText(
  { state: { approval, shadow, edition } }: Draft,
  code: string | undefined,
  serves: string | null
): string | undefined {
  const one = approval ?? shadow;
  if (!one || code !== anotherChampion || edition < 3) return undefined;
  const now = serves === null ? ', which no longer serves' : `, and ${serves} serves by now`;
  const how = approval ? 'was not promoted by default' : 'has passed its shadow and was not promoted';
  return `version ${one.version} ${how}: it was compared with ${one.against ?? 'no champion'}${now}; it waits for approval`;
}
