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
 * @param now milliseconds of a clock that only goes on
 */
export async function quietMoment(
  busyness: () => Busyness,
  { pause = () => sleep(lookMs), now = () => performance.now() } = {}
): Promise<void> {
  const until = now() + mostMs;
  let activities = busyness().numInFlightActivities;
  for (let quiet = 0; quiet < quietLooks && now() < until;) {
    await pause();
    const { numInFlightWorkflowActivations: tasks, numInFlightActivities } = busyness();
    const isQuiet = tasks === 0 && numInFlightActivities === activities;
    quiet = isQuiet ? quiet + 1 : 0;
    activities = numInFlightActivities;
  }
}

// --- internal ---

const lookMs = 5;
/** Some 300 ms: a round of a monitor, its activity and the server takes 50, and more where the processor is busy. */
const quietLooks = 50;
const mostMs = 2_000;
