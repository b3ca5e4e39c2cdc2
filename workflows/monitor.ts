import type { MonitorInput } from '../src/core/wire/messages.ts';
import { patched } from '@temporalio/workflow';
import { refuseUnusable } from './usable-input.ts';
import { rehearse } from '../src/core/rehearse.ts';
import { currentDetails } from './details.ts';
import { watch } from './watch.ts';
import { watchAsBefore } from './before/watch.ts';

/**
 * Watches one model for as long as it serves. A thin shell: every decision is made by `step`, which is pure; the
 * workflow restores, listens, waits, hands over what has to be done, and continues as new before its history is long.
 */
export async function monitorModel(input: MonitorInput): Promise<void> {
  refuseUnusable('a monitor to be started by its client or `monitor start`', () => lookAt(input, Date.now()));
  // Runs that version 0.1.0 has begun issued commands wherever they came up.
  if (patched('commands-in-one-place')) return watch(input);
  return watchAsBefore(input);
}

// --- internal ---

function lookAt(input: MonitorInput, now: number): void {
  currentDetails(rehearse(input, now), now);
}
