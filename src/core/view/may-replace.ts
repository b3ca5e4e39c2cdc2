import type { Approval } from '../state/state.ts';

/** A version that waits, as much of it as counts here. */
export interface WaitingVersion {
  approval: Pick<Approval, 'version' | 'decided'> | null;
  shadow: { version: string } | null;
}

/** What a retrain that is asked for now may replace, as a sentence without a full stop; `undefined` for nothing. */
export function mayReplace({ approval, shadow }: WaitingVersion): string | undefined {
  if (approval && !approval.decided) return `Version ${approval.version} waits for approval: ${takesPlace}`;
  return shadow ? `Version ${shadow.version} is scored in shadow: ${takesPlace}` : undefined;
}

// --- internal ---

const takesPlace = 'a version that passes its gate takes its place';
