// The shipped workflows, with a monitor that throws on one signal of a name of its own, and on nudges to read the kill
// switches: what a fault of ours would look like.
import { defineSignal, setHandler } from '@temporalio/workflow';
import { killSwitchSignal } from '../../workflows/messages.ts';
import { monitorModel as monitor } from '../../workflows/index.ts';
import type { MonitorInput } from '../../src/core/wire/messages.ts';

export { retrainModel, tuneModel, killSwitch } from '../../workflows/index.ts';

export async function monitorModel(input: MonitorInput): Promise<void> {
  const running = monitor(input);
  setHandler(defineSignal('poison'), () => {
    throw new Error('poisoned');
  });
  setHandler(killSwitchSignal, () => {
    throw new Error('cannot be nudged');
  });
  return running;
}
