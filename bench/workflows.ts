// The workflows of the benchmark's worker: ours, and the least that can take a signal.
import { condition, defineQuery, setHandler } from '@temporalio/workflow';
import { metricsSignal } from '../workflows/messages.ts';

export * from '../workflows/index.ts';

export const handledQuery = defineQuery<number>('handled');

/** The limit of this road: takes the monitor's signals and does nothing with them, not even continue as new. */
export async function bare(): Promise<void> {
  let handled = 0;
  setHandler(metricsSignal, () => void (handled += 1));
  setHandler(handledQuery, () => handled);
  await condition(() => false);
}
