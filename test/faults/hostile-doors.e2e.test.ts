import { describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { failedTasks } from '../support/invariants.ts';
import { fireHostile } from '../support/hostile-doors.ts';
import { metricsSignal, resumeUpdate, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { withWorker } from '../support/temporal.ts';

describe('400 hostile messages on every signal, query and update', () => {
  it('leave a monitor that counts and retrains, without a failed task', { timeout: 240_000 }, async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { client } = temporal;
      const file = scriptedMonitor(newModel('besieged'));
      const monitor = client.workflow.getHandle((await startMonitor(temporal, file)).workflowId);
      const fired = await fireHostile(client, monitor.workflowId, { file, count: 400, seed: 7 });
      expect(fired).toMatchObject({ signal: 240, query: 80, update: 80 });
      expect(fired.refused).toBeGreaterThan(20);

      const { counts } = await monitor.query(stateQuery);
      expect(counts.refusedBatches).toBeGreaterThan(30);
      expect(counts.undecodable).toBeGreaterThan(5);
      await monitor.signal(metricsSignal, accuracies(1, [0.91, 0.92], 'somebody honest'));
      await eventually(
        () => monitor.query(stateQuery),
        (view) => view.counts.observations >= counts.observations + 2
      );
      // Among what was asked may have been a pause.
      await monitor.executeUpdate(resumeUpdate, { args: [{ actor: 'ana' }] }).catch(() => undefined);
      const { lastRetrain } = await eventually(
        () => monitor.query(stateQuery),
        ({ inFlight }) => inFlight === null,
        60_000
      );
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      await eventually(
        () => monitor.query(stateQuery),
        (view) => view.lastRetrain !== null && view.lastRetrain.generation > (lastRetrain?.generation ?? 0),
        60_000
      );
      expect(await failedTasks(client, monitor.workflowId)).toEqual([]);
    });
    await world.clean();
  });
});
