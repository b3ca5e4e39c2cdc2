import { asWritten } from '../terminal/as-written.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MonitorView } from '../../core/wire/answers.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import type { CliContext } from '../terminal/context.ts';
import { describeHold } from '../../core/launch/hold-words.ts';
import { holdsOn } from '../../core/launch/holds.ts';
import { outcomeClause } from '../../core/outcome/outcome-words.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { OwnRetrain } from './own-retrain.ts';
import { unlessAborted } from './until-aborted.ts';
import { troubleOf } from '../print/version/jobs.ts';
import { progressText } from '../print/version/progress.ts';
import type { Patience } from './patience.ts';
import type { Ended } from '../print/version/end-of-retrain.ts';

export interface WaitOptions {
  /** Who has asked for it. */
  actor: string;
  /** Tells of a retrain that is no longer the newest that has ended. */
  readEnded: (generation: number) => Promise<Ended>;
  /** Waits for the monitor, too. */
  patience: Patience;
  everyMs?: number;
}

/** The monitor once it is over, and how the retrain ended that was asked for. */
export interface Waited {
  view: MonitorView;
  /** `null`: it never began, or the monitor was stopped before it ended. */
  ended: Ended | null;
}

/**
 * Waits for the retrain that was asked for, whatever others ask for after it, and tells on stderr how far it is, what
 * holds it, and why one came to nothing that is wanted again.
 *
 * @returns what became of it; `undefined` after Ctrl-C, when it has said what goes on
 */
export async function untilRetrainEnds(
  context: CliContext,
  handle: MonitorHandle,
  answered: MonitorView,
  { actor, readEnded, patience, everyMs = 1_000 }: WaitOptions
): Promise<Waited | undefined> {
  const { signal } = context.io;
  context.endsItself = true;
  const own = new OwnRetrain(answered, actor);
  let told = '';
  for (let view = answered; ; view = (await patience.answer(() => handle.state())) ?? view) {
    // One that has ended without having begun is wanted again, and waited for.
    const followed = own.generation;
    own.look(view);
    const failed = own.generation > followed ? failureOf(view, followed) : undefined;
    if (failed !== undefined && !context.json) context.note(failed);
    if (own.hasEnded(view)) {
      const ended = await patience.answer(() => endedOf(view, own.generation, readEnded));
      if (ended) {
        patience.hasLooked();
        return { view, ended };
      }
    } else if (view.phase === 'stopped' || own.isWithdrawn(view)) {
      patience.hasLooked();
      return { view, ended: null };
    }
    const text = await unlessAborted(signal, whereItIs(handle, view, { own, told, patience }));
    if (signal.aborted || text === undefined) {
      context.note(leftBehind(view, own, context.server));
      context.exitCode = exitCodes.interrupted;
      return undefined;
    }
    patience.hasLooked();
    if (text !== told && !context.json) context.note(text);
    told = text;
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

// --- internal ---

/** A retrain that follows may have ended between two looks. */
async function endedOf(
  { lastRetrain }: MonitorView,
  generation: number,
  readEnded: WaitOptions['readEnded']
): Promise<Ended> {
  return lastRetrain?.generation === generation ? lastRetrain : readEnded(generation);
}

/** Without an answer, what was told before still stands: only a retrain that has not started has no progress. */
async function whereItIs(
  handle: MonitorHandle,
  view: MonitorView,
  { own, told, patience }: { own: OwnRetrain; told: string; patience: Patience }
): Promise<string> {
  const { inFlight, summary } = view;
  if (!inFlight) return `${summary}${held(view)}; still waiting`;
  const progress = await patience.addition(() => handle.progress());
  const what = `retrain ${inFlight.generation} (${inFlight.kind})`;
  const after = own.waits(view) ? '; the one that was asked for starts after it' : '';
  if (progress) {
    const trouble = troubleOf(progress.jobs, Date.now());
    return `${what}, ${progressText(progress)}${trouble ? `; ${trouble}` : ''}${after}`;
  }
  if (told.startsWith(what)) return told;
  return `${what} is ${progress === null ? 'about to start' : 'under way'}${after}`;
}

/** Why the retrain of that generation came to nothing: another is to take its place. */
function failureOf({ lastRetrain }: MonitorView, generation: number): string | undefined {
  if (lastRetrain?.generation !== generation) return undefined;
  const { kind, outcome, note } = lastRetrain;
  return `Retrain ${generation} (${kind}) ${outcomeClause(outcome)}${note === null ? '' : `: ${note}`}`;
}

/** What holds the request, where the summary tells of something else. */
function held({ summary, triggers, holds, registry }: MonitorView): string {
  if (summary.startsWith('A retrain is wanted')) return '';
  const asked = triggers.filter(({ code }) => code === 'manual');
  const binding = holds.filter((hold) => asked.some((trigger) => holdsOn(trigger, [hold]).length > 0));
  if (binding.length === 0) return '';
  const why = registry.trouble && !summary.includes(registry.trouble.text) ? `: ${registry.trouble.text}` : '';
  return `; what was asked for is held by ${asWritten(binding).map(describeHold).join(', ')}${why}`;
}

/** What Ctrl-C does not end. */
function leftBehind(view: MonitorView, own: OwnRetrain, server: string): string {
  const { inFlight, model } = view;
  if (own.hasEnded(view))
    return `Retrain ${own.generation} has ended; \`temporal-retrain monitor show ${model}${server}\` tells how.`;
  const command = `temporal-retrain monitor cancel ${model}`;
  if (inFlight?.generation === own.generation)
    return `Retrain ${inFlight.generation} goes on; \`${command} ${inFlight.generation}${server}\` ends it.`;
  if (inFlight)
    return `The retrain stays asked for, and starts when retrain ${inFlight.generation} has ended; \`${command} 0${server}\` withdraws it.`;
  return `The retrain stays asked for, and starts when what holds it ends; \`${command}${server}\` withdraws it.`;
}
