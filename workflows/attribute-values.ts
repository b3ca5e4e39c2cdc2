import { lastReasonIn } from '../src/core/upcast.ts';
import { viewOf } from '../src/core/view/view.ts';
import type { MonitorState } from '../src/core/state/state.ts';

/** What a monitor can be found by in lists of workflows; `null` removes an attribute. */
export interface AttributeValues {
  model: string | null;
  state: string | null;
  severity: string | null;
  champion: string | null;
  lastReason: string | null;
  tenant: string | null;
}

/** Of whatever a state holds: a server refuses every other kind of value, and the task with it. */
export function attributeValues(state: MonitorState, now: number): AttributeValues {
  const { status } = viewOf(state, now);
  return {
    model: keyword(state.config.model),
    state: keyword(status),
    severity: keyword(state.inFlight?.kind) ?? 'none',
    champion: keyword(state.champion),
    lastReason: keyword(state.edition > 0 ? state.lastReason : lastReasonIn(state.ledger)),
    tenant: keyword(state.config.tenant),
  };
}

// --- internal ---

/** Less than a server takes, more than any name of ours has. */
const longest = 500;

function keyword(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, longest) : null;
}
