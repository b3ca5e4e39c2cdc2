import { isLabel } from './batch.ts';
import { isObject } from './read.ts';
import { maxTime } from '../../terms/time-text.ts';
import { maxActor, maxComment } from './asked.ts';
import type { KillSwitchReading, KillSwitchScope } from '../../terms/kill-switch-ids.ts';

/**
 * Reads what is said of a kill switch: anybody may start one, with any memo. Whatever it says, one that is on is on;
 * names and comments are cut, since every monitor that it holds keeps them.
 */
export function readKillSwitchReading(raw: unknown, now: number): KillSwitchReading | null {
  if (raw === null || raw === undefined) return null;
  const { scope, since, actor, comment } = isObject(raw) ? raw : {};
  const isTime = typeof since === 'number' && Math.abs(since) <= maxTime;
  return { scope: scopeOf(scope), since: isTime ? since : now, ...memoOf({ actor, comment }) };
}

/** Who turned a switch, and why, as its memo says. */
export function memoOf(memo: Record<string, unknown> | undefined): { actor: string; comment: string } {
  const { actor, comment } = memo ?? {};
  return {
    actor: typeof actor === 'string' && actor !== '' ? actor.slice(0, maxActor) : 'somebody',
    comment: typeof comment === 'string' ? comment.slice(0, maxComment) : '',
  };
}

// --- internal ---

function scopeOf(scope: unknown): KillSwitchScope | null {
  if (!isObject(scope)) return null;
  const { all, tenant, model } = scope;
  if (all === true) return { all };
  if (isLabel(tenant)) return { tenant };
  return isLabel(model) ? { model } : null;
}
