import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerStatus } from '@temporalio/worker';

/** How busy a worker is. */
export type Busyness = Pick<WorkerStatus, 'numInFlightWorkflowActivations' | 'numInFlightActivities'>;

/**
 * Waits until a worker has done nothing for a moment, two seconds at most. The SDK (1.24) drops a task that is given to
 * a worker while it begins to stop, and its workflow answers nobody until the task has timed out: a minute, for a
 * monitor. Activities that run on, such as trainings, are not waited for: only one that begins or ends shows that there
 * is traffic.
 *
 * @param pause between two looks
 */
export async function quietMoment(busyness: () => Busyness, pause = () => sleep(lookMs)): Promise<void> {
  let activities = busyness().numInFlightActivities;
  for (let look = 1, quiet = 0; look < mostLooks && quiet < quietLooks; look += 1) {
    await pause();
    const now = busyness();
    const isQuiet = now.numInFlightWorkflowActivations === 0 && now.numInFlightActivities === activities;
    quiet = isQuiet ? quiet + 1 : 0;
    activities = now.numInFlightActivities;
  }
}

// --- internal ---

const lookMs = 5;
/** A round of a monitor, its activity and the server takes some 50 ms. */
const quietLooks = 30;
const mostLooks = 400;
