import { expire } from '../launch/expire.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';

/**
 * Why there is nothing to be cancelled, or another retrain than the one that was looked at. Generation 0 is that of
 * what is asked for and has not begun: whoever saw it waiting does not end what has started meanwhile.
 */
export function refusalOfCancel(
  { inFlight, triggers }: Pick<MonitorState, 'inFlight' | 'triggers'>,
  { generation }: { generation?: number }
): string | undefined {
  if (generation !== undefined && generation < 0)
    return 'Expected `generation` to be a whole number: that of the retrain, as `show` tells it, or 0 for one that waits';
  if (generation === 0 && inFlight) return `Retrain ${inFlight.generation} has begun since you looked; look again`;
  if (generation && generation !== inFlight?.generation)
    return `Retrain ${generation} is not under way: ${inFlight?.generation ?? 'none'} is; look again`;
  if (inFlight?.cancelled) return `The retrain is already being cancelled, by ${inFlight.cancelled.actor}`;
  return inFlight || triggers.some(({ code }) => code === 'manual')
    ? undefined
    : 'No retrain is under way, and nobody has asked for one';
}

/**
 * Ends the retrain that is under way. Without one, what people have asked for and is held is withdrawn; drift and
 * timetables ask again by themselves, so that cancelling them would change nothing.
 */
export function cancelRetrain(draft: Draft, { actor, comment }: { actor: string; comment: string }): void {
  const { state, now } = draft;
  const by = `${actor}${comment ? `: ${comment}` : ''}`;
  const { inFlight } = state;
  if (!inFlight) {
    const gone = state.triggers.filter(({ code }) => code === 'manual');
    return expire(draft, gone, 'withdrawn', `withdrawn by ${by}`);
  }
  const { retrainId, generation } = inFlight;
  state.inFlight = { ...inFlight, cancelled: { at: now, actor, comment } };
  draft.note('none', ['cancel'], generation, `retrain ${generation} cancelled by ${by}`);
  draft.effects.push({ type: 'cancel-retrain', retrainId, generation });
}
