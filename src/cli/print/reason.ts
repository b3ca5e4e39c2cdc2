import type { Reason } from '../../core/state/decision.ts';

/** A reason as people read it: where somebody asked, it names them even if they gave a reason of their own. */
export function reasonText(reason: Reason): string {
  if (reason.type !== 'manual' || !reason.actor || reason.text.includes(reason.actor)) return reason.text;
  return `${reason.text} (asked for by ${reason.actor})`;
}
