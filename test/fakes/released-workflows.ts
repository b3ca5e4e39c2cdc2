// Monitors as version 0.1.0 ran them: its main loop, and none of the changes that came since, which are marked in histories.
import { watchAsBefore } from '../../workflows/before/watch.ts';
import type { MonitorInput } from '../../src/core/wire/messages.ts';

export { killSwitch, retrainModel, tuneModel } from '../../workflows/index.ts';

export async function monitorModel(input: MonitorInput): Promise<void> {
  const { __TEMPORAL_ACTIVATOR__: activator } = globalThis as unknown as {
    __TEMPORAL_ACTIVATOR__: { patchInternal(id: string): boolean };
  };
  activator.patchInternal = () => false;
  return watchAsBefore(input);
}
