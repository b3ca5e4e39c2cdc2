import { expire } from '../launch/expire.ts';
import type { Command } from '../state/events.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';

/** As much of a monitor as counts here; the edition is not known of one that is looked at from outside. */
type Cancellable = Pick<MonitorState, 'inFlight' | 'triggers'> & { edition?: number };

/**
 * Why there is nothing to be cancelled, or another retrain than the one that was looked at. Generation 0 is that of
 * what is asked for and has not begun: whoever saw it waiting does not end what has started meanwhile.
 */
export function refusalOfCancel(
  { inFlight, triggers, edition = 2 }: Cancellable,
  { generation }: { generation?: number }
): string | undefined {
  const isAsked = triggers.some(({ code }) => code === 'manual');
  if (generation !== undefined && generation < 0)
    return 'Expected `generation` to be a whole number: that of the retrain, as `show` tells it, or 0 for one that waits';
  // Runs of before withdrew nothing behind a retrain under way, and go on.
  if (generation === 0 && inFlight && isAsked && edition > 1) return undefined;
  if (generation === 0 && inFlight) return `Retrain ${inFlight.generation} has begun since you looked; look again`;
  if (generation && generation !== inFlight?.generation)
    return `Retrain ${generation} is not under way: ${inFlight?.generation ?? 'none'} is; look again`;
  if (inFlight?.cancelled) return `The retrain is already being cancelled, by ${inFlight.cancelled.actor}`;
  return inFlight || isAsked ? undefined : 'No retrain is under way, and nobody has asked for one';
}

/**
 * Ends the retrain that is under way. Without one, or where that is all that is meant, what people have asked for and
 * waits is withdrawn; drift and timetables ask again by themselves, so that cancelling them would change nothing.
 */
export function cancelRetrain(draft: Draft, command: Extract<Command, { name: 'cancel' }>): void {
  const { state, now } = draft;
  const { actor, comment } = command;
  const by = `${actor}${comment ? `: ${comment}` : ''}`;
  const { inFlight } = state;
  if (!inFlight || command.generation === 0) {
    const gone = state.triggers.filter(({ code }) => code === 'manual');
    const isGoingOn = inFlight && !inFlight.cancelled;
    const beside = isGoingOn ? `while retrain ${inFlight.generation} goes on, ` : '';
    return expire(draft, gone, 'withdrawn', `withdrawn ${beside}by ${by}`);
  }
  const { retrainId, generation } = inFlight;
  state.inFlight = { ...inFlight, cancelled: { at: now, actor, comment } };
  draft.note('none', ['cancel'], generation, `retrain ${generation} cancelled by ${by}`);
  draft.effects.push({ type: 'cancel-retrain', retrainId, generation });
}
