import { describeScope, type KillSwitchScope } from '../../terms/kill-switch-ids.ts';
import { numbered } from '../../terms/numbered.ts';
import { timeText } from '../../terms/time-text.ts';
import type { KillSwitchInfo } from '../../client/kill-switches.ts';

export interface TurnOfSwitch {
  to: 'on' | 'off';
  scope: KillSwitchScope;
  /** Whether it is like that already. */
  isSo: boolean;
  /** The switch as it is, if it is on and that is known. */
  now: Pick<KillSwitchInfo, 'since' | 'actor'> | null;
  /** Running monitors that it holds; `null` where the server cannot tell. */
  monitors: number | null;
}

/** What turning a kill switch means, said beforehand. */
export function turnText({ to, scope, isSo, now, monitors }: TurnOfSwitch): string {
  const what = describeScope(scope);
  const by = to === 'on' && now ? `, by ${now.actor} since ${timeText(now.since.getTime())}` : '';
  if (isSo) return `The switch for ${what} is ${to} already${by}: nothing changes`;
  if (to === 'on')
    return `No retrain of ${what} starts, and none is promoted by itself, until somebody turns the switch off: ${holds(scope, monitors)}. Watching goes on`;
  return `Retrains of ${what} may start again, as far as no other switch holds them, and what was held is considered again: ${concerns(monitors)}`;
}

// --- internal ---

/** A name that was mistyped leaves its owner in the belief of being safe. */
function holds(scope: KillSwitchScope, monitors: number | null): string {
  if (monitors === null) return 'how many monitors that holds is not known just now';
  if (monitors > 0) return `that holds ${numbered(monitors, 'running monitor')}, and those that start later`;
  return 'all' in scope ? 'no monitor is running now' : 'no monitor of that name is running: check the name';
}

function concerns(monitors: number | null): string {
  return monitors === null ? 'how many monitors that are is not known just now' : numbered(monitors, 'running monitor');
}
