import type { Approval } from '../state/state.ts';

/** What waits, as much of it as counts here: of a state, and of what a monitor or the HTTP server tells of it. */
export interface Waiting {
  /** For a person. */
  approval: Pick<Approval, 'version' | 'decided'> | null;
  /** For a verdict on live metrics. */
  shadow: { version: string } | null;
}

/**
 * What a retrain that is asked for now may replace. Its gate compares it with the champion, and not with what waits.
 *
 * @returns a sentence without a full stop; `undefined` where nothing waits
 */
export function mayReplace({ approval, shadow }: Waiting): string | undefined {
  if (approval && !approval.decided) return `Version ${approval.version} waits for approval: ${takesPlace}`;
  return shadow ? `Version ${shadow.version} is scored in shadow: ${takesPlace}` : undefined;
}

/** Nothing is promoted automatically while a person has stopped the monitor from acting on its own. */
export function isHeldBack({ phase, killSwitch }: { phase: string; killSwitch: object | null }): boolean {
  return phase !== 'active' || killSwitch !== null;
}

// --- internal ---

const takesPlace = 'a version that passes its gate takes its place';
