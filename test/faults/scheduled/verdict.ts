import { expect } from 'vitest';
import { ana, type Watched } from './watched.ts';
import { carryOut } from './carry-out.ts';
import { configQuery } from '../../../workflows/messages.ts';
import { failedTasks } from '../../support/invariants.ts';
import { replayFaults } from '../../support/replay-faults.ts';
import { retrainWorkflowId } from '../../../src/terms/model-id.ts';
import type { MonitorView } from '../../../src/core/wire/answers.ts';

/** Nothing is lost or doubled, and nothing is stuck: it comes to rest, agrees with the registry, and does as it is told. */
export async function expectWhole(monitor: Watched): Promise<void> {
  const { model, machines, handle } = monitor;
  const { registry } = machines.world;
  await monitor.hasCounted();
  const { config, policy } = await monitor.ask('its policy', () => handle.query(configQuery));
  expect(config.model).toBe(model);
  expect(
    policy.metrics.map(({ window }) => window),
    `the newest policy of ${model}`
  ).toEqual([monitor.windows]);

  for (const name of ['resume', 'release'] as const) await carryOut(name, 0, monitor);
  const before = await comesToRest(monitor);
  const args: [object] = [{ ...ana, withoutChampion: true }];
  const updateId = `the last retrain of ${model}`;
  await monitor.ask('the last retrain', () => handle.executeUpdate('retrain', { args, updateId }));
  const after = await monitor.until(
    ({ lastRetrain, inFlight }) =>
      !inFlight && lastRetrain !== null && lastRetrain.generation > (before.lastRetrain?.generation ?? 0),
    'retrains as it was told'
  );
  expect(after.lastRetrain?.status, `the last retrain of ${model}`).toMatch(/promoted|awaiting-approval/);
  const champion = await registry.aliased(model, 'champion');
  const { champion: believed } = await monitor.until(
    (view) => view.champion === (champion?.found?.version ?? null),
    `agrees with the registry on ${champion?.found?.version}`
  );

  const versions = await registry.versions(model);
  const generations = versions.map(({ lineage }) => lineage.generation);
  expect(new Set(generations).size, `generations of ${model}: ${generations.join()}`).toBe(generations.length);
  const promotions = await registry.history(model, 'champion');
  expect(new Set(promotions.map(({ changeId }) => changeId)).size).toBe(promotions.length);
  expect(promotions.map(({ from }) => from)).toEqual([null, ...promotions.map(({ to }) => to)].slice(0, -1));
  expect(promotions.at(-1)?.to ?? null).toBe(believed);
}

/**
 * Every task of it and of its retrains came to an end, and a later worker would replay them all. One monitor at a time: the
 * SDK closes what it replays with when nobody replays any more.
 */
export async function expectReplays(monitor: Watched): Promise<void> {
  const what = `${monitor.model}: every run of it and of its retrains is replayed`;
  await monitor.machines.patience.within(what, () => replayAll(monitor));
}

// --- internal ---

/** What is under way ends, and may wait for a person then, for days: each time that is turned down. */
async function comesToRest(monitor: Watched): Promise<MonitorView> {
  for (;;) {
    const isStill = ({ inFlight, approval }: MonitorView): boolean => !inFlight && !approval?.decided;
    const view = await monitor.until(isStill, 'comes to rest');
    if (!view.approval) return view;
    await carryOut('reject', 0, monitor);
  }
}

async function replayAll(monitor: Watched): Promise<void> {
  const { machines, model, workflowId } = monitor;
  const { client } = machines;
  const versions = await machines.world.registry.versions(model);
  const newest = Math.max(0, ...versions.map(({ lineage }) => lineage.generation));
  const retrains = Array.from({ length: newest }, (_, at) => retrainWorkflowId(workflowId, at + 1));
  const all: string[] = [];
  for (const id of [workflowId, ...retrains]) {
    if (!(await exists(monitor, id))) continue;
    expect(await failedTasks(client, id), id).toEqual([]);
    all.push(id);
  }
  expect(await replayFaults(client, all)).toEqual([]);
}

/** A generation may have been taken from the registry, whose retrain another monitor of the model had asked for. */
function exists({ machines }: Watched, workflowId: string): Promise<boolean> {
  const described = machines.client.workflow.getHandle(workflowId).describe();
  return described.then(
    () => true,
    () => false
  );
}
