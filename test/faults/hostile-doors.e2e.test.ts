import { describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { failedTasks } from '../support/invariants.ts';
import { fewAtATime } from '../support/few-at-a-time.ts';
import { fireHostile, type Fired } from '../support/hostile-doors.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { sizeOfTest } from '../support/size-of-test.ts';
import { withWorker, type TemporalTest } from '../support/temporal.ts';

/** `RETRAIN_TEST_HOSTILE=60000` sends so many, to a monitor for every thousand. */
const size = sizeOfTest('RETRAIN_TEST_HOSTILE', 400);
const monitors = Math.ceil(size / 1_000);
const each = Math.ceil(size / monitors);
const ana = { actor: 'ana' };

describe(`${size} hostile messages by every door`, () => {
  it('leave monitors that count and retrain, without a failed task', { timeout: 600_000 + 60 * size }, async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const seeds = Array.from({ length: monitors }, (_, at) => 7 + at);
      const fired = await fewAtATime(seeds, (seed) => besiege(temporal, seed), 5);
      const sum = (door: 'signal' | 'query' | 'update' | 'start' | 'refused'): number =>
        fired.reduce((total, one) => total + one[door], 0);
      expect(sum('signal') + sum('query') + sum('update') + sum('start')).toBe(each * monitors);
      for (const door of ['signal', 'query', 'update', 'start'] as const)
        expect(sum(door), door).toBeGreaterThanOrEqual(size / 20);
      expect(sum('refused')).toBeGreaterThan(size / 20);
    });
    await world.clean();
  });
});

// --- internal ---

async function besiege(temporal: TemporalTest, seed: number): Promise<Fired> {
  const { client } = temporal;
  const file = scriptedMonitor(newModel('besieged'));
  const monitor = client.workflow.getHandle((await startMonitor(temporal, file)).workflowId);
  const fired = await fireHostile(temporal, monitor.workflowId, { file, count: each, seed });
  const after = await monitor.query(stateQuery);
  expect(after.counts.refusedBatches).toBeGreaterThan(each / 15);
  expect(after.counts.undecodable).toBeGreaterThan(each / 100);
  await fewAtATime(fired.started, (workflowId) => endsWell(temporal, workflowId));

  // Among what was asked may have been a pause, another policy, and a switch that holds all retrains.
  const ask = (name: string, more: object = {}): Promise<unknown> =>
    monitor.executeUpdate(name, { args: [{ ...ana, ...more }] });
  await ask('policy', { monitor: file });
  for (const name of ['resume', 'release', 'reject']) await ask(name).catch(() => undefined);
  await monitor.signal('killSwitch');
  const { counts } = await monitor.query(stateQuery);
  await monitor.signal(metricsSignal, accuracies(1, [0.91, 0.92], 'somebody honest'));
  await eventually(
    () => monitor.query(stateQuery),
    (view) => view.counts.observations >= counts.observations + 2
  );
  const { lastRetrain } = await eventually(
    () => monitor.query(stateQuery),
    ({ inFlight, killSwitch }) => inFlight === null && killSwitch === null,
    120_000
  );
  await ask('retrain', { withoutChampion: true });
  await eventually(
    () => monitor.query(stateQuery),
    (view) => view.lastRetrain !== null && view.lastRetrain.generation > (lastRetrain?.generation ?? 0),
    120_000
  );
  expect(await failedTasks(client, monitor.workflowId)).toEqual([]);
  await monitor.terminate('besieged long enough');
  return fired;
}

/** Whatever somebody has started: its tasks come to an end, and so may it. */
async function endsWell({ client }: TemporalTest, workflowId: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  await eventually(
    async () => (await handle.fetchHistory()).events ?? [],
    (events) => events.some((one) => one.workflowTaskCompletedEventAttributes ?? one.workflowTaskFailedEventAttributes),
    180_000
  );
  expect(await failedTasks(client, workflowId), workflowId).toEqual([]);
  await handle.terminate('by its victim').catch(() => undefined);
}
