import type { RetrainSpec } from '../state/retrain.ts';

/**
 * After so many milliseconds the server ends a retrain, whatever it does: one that no worker picks up cannot end
 * itself. A little more than the retrain allows itself, so that one at work can still say how it ended.
 */
export function executionTimeoutOf({ timeoutMs }: Pick<RetrainSpec, 'timeoutMs'>): number {
  return timeoutMs + graceMs;
}

// --- internal ---

const graceMs = 45_000;
