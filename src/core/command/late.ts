import { timeText } from '../../terms/time-text.ts';
import type { Command } from '../state/events.ts';
import type { Draft } from '../state/draft.ts';

/**
 * Why a command counts no more: its sender has given it up, as it has waited on the server for a worker. `undefined` in
 * time, and for commands of clients that name no time.
 */
export function lateness({ name, actor, until }: Command, now: number): string | undefined {
  if (!Number.isFinite(until) || now <= (until as number)) return undefined;
  const asked = `The command \`${name}\` of ${actor === '' ? 'nobody' : actor}`;
  return `${asked} came too late, and nothing was done: it was to be carried out by ${timeText(until as number)}, and now it is ${timeText(now)}`;
}

/** Whoever gave it up will not hear of it; the ledger tells everybody else. */
export function recordLate(draft: Draft, command: Command, text: string): void {
  draft.note('none', ['too-late', command.name], null, text);
}
