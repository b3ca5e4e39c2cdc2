import { describe, expect, inject, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { retrainUpdate } from '../../workflows/messages.ts';
import { withWorker } from '../support/temporal.ts';

const show = async (model: string): Promise<string> => {
  const env = { ...process.env, TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };
  const { stdout } = await runCli(['monitor', 'show', model], { env, input: '' });
  return stdout.replaceAll(/\s+/g, ' ');
};

describe('a retrain that does not get on', () => {
  it('is shown with what has failed and is tried again, and with how far its job is', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const model = newModel('failing');
      const monitor = await startMonitor(
        temporal,
        scriptedMonitor(model, { failures: 1_000 }, { retrain: { trainer: { name: 'scripted', retries: 1_000 } } })
      );
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ada', severity: 'full' }] });
      await expect.poll(() => show(model)).toMatch(/train .*has failed (once|\d+ times).*: The cluster refused job/);
      await monitor.terminate('the test is over');

      const slow = newModel('slow');
      const other = await startMonitor(temporal, scriptedMonitor(slow, { durationMs: 600_000 }));
      await other.executeUpdate(retrainUpdate, { args: [{ actor: 'ada', severity: 'full' }] });
      await expect.poll(() => show(slow)).toContain('train says: 50 %, training');
      await other.terminate('the test is over');
    });
    await world.clean();
  });

  it('is shown with the task queue on which nobody trains', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const model = newModel('unpolled');
      const trainsOn = temporal.uniqueId('nobody');
      const file = scriptedMonitor(model);
      const trainer = { ...file.retrain?.trainer, name: 'scripted', taskQueue: trainsOn };
      const monitor = await startMonitor(temporal, { ...file, retrain: { ...file.retrain, trainer } });
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ada', severity: 'full' }] });
      await expect.poll(() => show(model)).toContain(`waits for a worker of task queue \`${trainsOn}\` since`);
      await monitor.terminate('the test is over');
    });
    await world.clean();
  });
});
