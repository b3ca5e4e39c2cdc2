import type { Asked } from '../src/core/wire/messages.ts';
import type { CommandResult } from '../src/core/wire/answers.ts';
import {
  ActivityFailure,
  ApplicationFailure,
  currentUpdateInfo,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import {
  readAsked,
  readGeneration,
  readInPlaceOf,
  readLookedAt,
  readMark,
  readRespectHolds,
  readRevision,
  readSegment,
  readSeverity,
  readVersion,
  readWithoutChampion,
} from '../src/core/wire/asked.ts';
import { isObeyed } from '../src/core/command/obeyed.ts';
import { lateness } from '../src/core/command/late.ts';
import { refusalAtDoor } from '../src/core/command/refusal-at-door.ts';
import { asksRegistryAnew, refusalOf } from '../src/core/command/commands.ts';
import { refusalToTell } from '../src/core/candidate/refusal-to-tell.ts';
import { refusalOfReview } from '../src/core/candidate/approval.ts';
import { refusalOfUncompared } from '../src/core/candidate/another-champion.ts';
import { viewOf } from '../src/core/view/view.ts';
import {
  adoptUpdate,
  approveUpdate,
  cancelUpdate,
  forgetSegmentUpdate,
  markUpdate,
  pauseUpdate,
  policyUpdate,
  rejectUpdate,
  releaseUpdate,
  resumeUpdate,
  retrainUpdate,
  rollbackUpdate,
  stopUpdate,
} from './messages.ts';
import { lateCode } from '../src/terms/message-names.ts';
import type { UpdateDefinition } from '@temporalio/common';
import type { Command, MonitorEvent } from '../src/core/state/events.ts';
import type { MonitorState } from '../src/core/state/state.ts';
import type { RetrainActivities } from '../activities/contract.ts';
import type { Turns } from './inbox.ts';

/** What the commands need from the monitor. */
export interface Commanded {
  readonly state: MonitorState;
  readonly around: { readonly turns: Turns; check(monitor: unknown): Promise<Checked> };
  apply(event: MonitorEvent): void;
}

/** A policy as people write it, in the complete form the core works by. */
export type Checked = Awaited<ReturnType<RetrainActivities['retrain.checkMonitor']>>;

/**
 * Updates, because a person waits for the answer. A validator refuses with a sentence and leaves no event in the
 * history; a handler waits for its turn, issues no command of its own, and never fails the workflow.
 */
export function registerCommands(monitor: Commanded): void {
  for (const { name, update, description } of plainCommands)
    on(monitor, update, description, (asked) => ({ ...who(asked), name }));
  // Where it always was: updates that come before a run has begun are taken in this order.
  on(monitor, cancelUpdate, 'ends the retrain under way, or withdraws one asked for', (asked) => ({
    ...who(asked),
    name: 'cancel',
    ...readGeneration(asked),
  }));
  on(monitor, retrainUpdate, 'asks for a retrain: severity soft or full', (asked) => ({
    ...who(asked),
    name: 'retrain',
    ...severityOf(asked),
    ...readWithoutChampion(asked),
    ...readRespectHolds(asked),
  }));
  on(monitor, adoptUpdate, 'makes a version of the registry the champion', (asked) => ({
    ...who(asked),
    name: 'adopt',
    version: readVersion(asked),
  }));
  on(monitor, forgetSegmentUpdate, 'forgets what was seen of a segment', (asked) => ({
    ...who(asked),
    name: 'forget-segment',
    segment: readSegment(asked),
  }));
  on(monitor, markUpdate, 'says whether an alarm or a retrain was right', (asked) => ({
    ...who(asked),
    name: 'mark',
    ...readMark(asked),
  }));
  onReview(monitor, 'approve', approveUpdate, 'promotes the challenger that waits');
  onReview(monitor, 'reject', rejectUpdate, 'drops the challenger that waits');
  onPolicy(monitor);
}

/** An activity checks the policy, with the same schema as files; zod stays out of the sandbox. */
export async function checkPolicy(monitor: unknown): Promise<Checked> {
  try {
    return await checker['retrain.checkMonitor'].executeWithOptions({ summary: 'check the new policy' }, [monitor]);
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure)
      throw refused(error.cause.message);
    throw error;
  }
}

// --- internal ---

const plainCommands = [
  { name: 'pause', update: pauseUpdate, description: 'watches on, but launches no retrain' },
  { name: 'resume', update: resumeUpdate, description: 'ends a pause' },
  { name: 'stop', update: stopUpdate, description: 'ends the monitor for good' },
  { name: 'rollback', update: rollbackUpdate, description: 'makes the version before serve again' },
  { name: 'release', update: releaseUpdate, description: 'closes the circuit breaker' },
] as const;

const checker = proxyActivities<RetrainActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 5 },
});

function on<A extends Asked>(
  monitor: Commanded,
  update: UpdateDefinition<CommandResult, [A]>,
  description: string,
  read: (asked: A) => Command
): void {
  setHandler(update, (asked) => inTurn(monitor, (id) => obey(monitor, { ...read(asked), ...id })), {
    validator: (asked) => {
      const command = read(asked);
      if (isObeyed(monitor.state, idOfUpdate())) return;
      // Its handler refuses it, and has the registry asked, which a validator cannot.
      if (asksRegistryAnew(monitor.state, command)) return;
      const refusal = refusalAtDoor(monitor.state, command, Date.now());
      if (refusal !== undefined) throw refused(refusal);
    },
    description,
  });
}

/**
 * Judgements are refused by the handler and not by a validator: who approved what, twice, too late or as nobody is to
 * stay in the ledger.
 */
function onReview(
  monitor: Commanded,
  name: 'approve' | 'reject',
  update: UpdateDefinition<CommandResult, [Asked]>,
  description: string
): void {
  setHandler(update, (asked) => inTurn(monitor, (id) => review(monitor, name, asked, id)), {
    // What older versions took, and histories of theirs hold.
    validator: (asked) => {
      if (isObeyed(monitor.state, idOfUpdate())) return;
      const refusal = refusalOfUncompared(monitor.state, reviewOf(name, asked));
      if (refusal !== undefined) throw refused(refusal, 'another-champion');
    },
    description,
  });
}

function reviewOf(name: 'approve' | 'reject', asked: Asked): Command {
  const command = { ...readAsked(asked), ...readLookedAt(asked) };
  return name === 'approve' ? { name, ...command, ...readInPlaceOf(asked) } : { name, ...command };
}

function review(monitor: Commanded, name: 'approve' | 'reject', asked: Asked, id: IdOfUpdate): CommandResult {
  if (isObeyed(monitor.state, id)) return answer(monitor);
  // Due deadlines count first: a review after the time-out is late, even if the alarm has not rung yet.
  monitor.apply({ type: 'tick' });
  const command = { ...reviewOf(name, asked), ...id };
  refuseLate(monitor, command);
  const { state } = monitor;
  const refusal = state.phase === 'stopped' ? undefined : refusalOfReview(state, command);
  const told = refusal && refusalToTell(state, command);
  const stopped = refusal ? undefined : refusalOf(state, command);
  monitor.apply({ type: 'command', command });
  if (stopped !== undefined) throw refused(stopped, 'stopped');
  if (told) throw refused(told.text, told.code);
  return answer(monitor);
}

function onPolicy(monitor: Commanded): void {
  const { around } = monitor;
  setHandler(
    policyUpdate,
    async (asked) => {
      const id = idOfUpdate();
      const checked = await around.check(asked.monitor);
      const command: Command = { name: 'policy', ...checked, ...readRevision(asked), ...who(asked), ...id };
      return around.turns.request(() => obey(monitor, command));
    },
    { validator: (asked) => void who(asked), description: 'changes the policy; unchanged parts keep what they know' }
  );
}

/** Between the validator and its turn things may have moved. */
function obey(monitor: Commanded, command: Command): CommandResult {
  if (isObeyed(monitor.state, command)) return answer(monitor);
  refuseLate(monitor, command);
  const refusal = refusalOf(monitor.state, command);
  if (refusal !== undefined && asksRegistryAnew(monitor.state, command)) {
    monitor.apply({ type: 'command', command });
    throw refused(`${refusal}; the registry is being looked at again: try once more in a moment`);
  }
  if (refusal !== undefined) throw refused(refusal);
  monitor.apply({ type: 'command', command });
  return answer(monitor);
}

function answer(monitor: Commanded): CommandResult {
  return { view: viewOf(monitor.state, Date.now()) };
}

type IdOfUpdate = Pick<Command, 'id'>;

/** Known only where an update comes in, not when its turn has come. */
function inTurn(
  { around }: Commanded,
  take: (id: IdOfUpdate) => CommandResult
): CommandResult | Promise<CommandResult> {
  const id = idOfUpdate();
  return around.turns.request(() => take(id));
}

function idOfUpdate(): IdOfUpdate {
  const id = currentUpdateInfo()?.id;
  return id === undefined ? {} : { id };
}

/** What its sender has given up is not done behind their back; the time told is for a sender whose clock is wrong. */
function refuseLate(monitor: Commanded, command: Command): void {
  const now = Date.now();
  const late = lateness(command, now);
  if (late === undefined) return;
  monitor.apply({ type: 'command', command });
  throw refused(late, lateCode, now);
}

function who(asked: unknown): ReturnType<typeof readAsked> {
  const read = readAsked(asked);
  if (read.actor === '') throw refused('Expected `actor` to say who asks, got nothing', 'by-nobody');
  return read;
}

function severityOf(asked: unknown): { severity: 'soft' | 'full' } {
  const read = readSeverity(asked);
  if (typeof read === 'string') throw refused(read);
  return read;
}

/** `code` and `details`, if given, are for programs. */
function refused(message: string, code?: string, ...details: unknown[]): ApplicationFailure {
  const said = code === undefined ? [] : [code, ...details];
  return ApplicationFailure.nonRetryable(message, 'CommandRejectedError', ...said);
}
