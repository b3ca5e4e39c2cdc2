import { condition } from '@temporalio/workflow';

/**
 * A kill switch is on as long as its workflow is open, so this one waits until it is terminated. Nothing depends on a
 * worker running it: start, description and termination are the server's own.
 */
export async function killSwitch(): Promise<void> {
  await condition(() => false);
}
