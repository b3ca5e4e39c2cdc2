import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accuracies,
  newFolder,
  newModel,
  openScriptedWorld,
  scriptedMonitor,
  startMonitor,
} from '../support/scripted.ts';
import { approveUpdate, explainQuery, metricsSignal, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { KillSwitches, type KillSwitchInfo } from '../../src/client/kill-switches.ts';
import { killSwitchId } from '../../src/terms/kill-switch-ids.ts';
import { withClient, withWorker } from '../support/temporal.ts';
import { startScriptedWorker, type ScriptedWorker } from '../support/scripted-worker.ts';

const asked = { actor: 'ada', comment: 'bad labels' };

async function all(switches: KillSwitches): Promise<KillSwitchInfo[]> {
  const found: KillSwitchInfo[] = [];
  for await (const one of switches.list()) found.push(one);
  return found;
}

let worker: ScriptedWorker;
beforeAll(async () => {
  worker = await startScriptedWorker();
});
afterAll(() => worker?.stop());

describe('a kill switch', () => {
  it('holds the monitors of a tenant, those that run and those that start later, and no others', async () => {
    const { temporal } = worker;
    const tenant = newModel('tenant');
    const switches = new KillSwitches(temporal.client, temporal.taskQueue);
    const start = (owner: string) => startMonitor(temporal, scriptedMonitor(newModel(), {}, { tenant: owner }));
    const [early, other] = await Promise.all([start(tenant), start('somebody-else')]);
    await eventually(
      () => early.query(stateQuery),
      ({ holds }) => holds.length === 0
    );
    const answers = await Promise.all([switches.on({ tenant }, asked), switches.on({ tenant }, asked)]);
    expect(answers.filter(({ changed }) => changed)).toHaveLength(1);
    const late = await start(tenant);
    for (const monitor of [early, late]) {
      const view = await eventually(
        () => monitor.query(stateQuery),
        ({ killSwitch, holds }) => killSwitch !== null && !holds.some(({ by }) => by === 'starting')
      );
      expect(view.killSwitch).toMatchObject({ scope: { tenant }, ...asked });
    }
    for (const monitor of [early, late, other]) await monitor.signal(metricsSignal, accuracies(1, [0.5]));
    await eventually(
      () => other.query(stateQuery),
      ({ champion }) => champion === '1.0.0'
    );
    for (const monitor of [early, late]) {
      const { generation, triggers } = await monitor.query(stateQuery);
      expect({ generation, wanted: triggers.length }).toEqual({ generation: 0, wanted: 1 });
    }
    const listed = await eventually(
      () => all(switches),
      (found) => found.some(({ scope }) => 'tenant' in scope && scope.tenant === tenant)
    );
    expect(listed).toContainEqual(expect.objectContaining({ scope: { tenant }, ...asked }));
    expect(await switches.off({ tenant }, asked)).toEqual({ changed: true });
    expect(await switches.off({ tenant }, asked)).toEqual({ changed: false });
    for (const monitor of [early, late])
      await eventually(
        () => monitor.query(stateQuery),
        ({ champion }) => champion === '1.0.0'
      );
  });

  it('is read once, or once more behind a reading under way, however often a monitor is nudged', async () => {
    const folder = await newFolder();
    const taskQueue = newModel('queue');
    const own = 40;
    // A worker closes its registry when it stops.
    const options = async () => ({ plugins: [(await openScriptedWorld(folder)).plugin], taskQueue });
    const monitorId = await withWorker(await options(), async (temporal) => {
      const monitor = await startMonitor(temporal, scriptedMonitor(newModel()));
      await eventually(
        () => monitor.query(stateQuery),
        ({ holds }) => holds.length === 0
      );
      return monitor.workflowId;
    });
    await withClient(async ({ client }) => {
      for (let i = 0; i < own; i++) await client.workflow.getHandle(monitorId).signal('killSwitch');
    });
    await withWorker(await options(), async ({ client }) => {
      const monitor = client.workflow.getHandle(monitorId);
      await eventually(
        () => monitor.query(stateQuery),
        ({ counts }) => counts.evaluations >= 40
      );
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      await eventually(
        () => monitor.query(stateQuery),
        ({ champion }) => champion === '1.0.0'
      );
      const { events = [] } = await monitor.fetchHistory();
      const readings = events?.filter(
        (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'retrain.readKillSwitch'
      );
      expect(readings?.length).toBeGreaterThan(0);
      // Tests beside this one nudge every monitor, and later.
      const nudges = events?.filter(
        (event) => event.workflowExecutionSignaledEventAttributes?.signalName === 'killSwitch'
      );
      expect(readings?.length).toBeLessThanOrEqual(2 + nudges!.length - own);
    });
    await rm(folder, { recursive: true, force: true });
  });

  it('stops a retrain whose monitor has not heard of it, and nothing is lost by that', async () => {
    const { world, temporal } = worker;
    const model = newModel();
    const monitor = await startMonitor(temporal, scriptedMonitor(model));
    await eventually(
      () => monitor.query(stateQuery),
      ({ holds }) => holds.length === 0
    );
    // As by a nudge that was lost: the switch is on, and nobody is told.
    const { taskQueue } = temporal;
    const workflowId = killSwitchId({ model });
    const thrown = await temporal.client.workflow.start('killSwitch', { workflowId, taskQueue, memo: asked });
    await monitor.signal(metricsSignal, accuracies(1, [0.5]));
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ killSwitch }) => killSwitch?.scope !== null && killSwitch !== null
    );
    expect(view.lastRetrain).toMatchObject({ generation: 1, status: 'cancelled' });
    expect(view.lastRetrain?.note).toContain('by ada: bad labels; nothing is trained');
    expect(await world.registry.versions(model)).toEqual([]);
    await thrown.terminate('ada: labels fixed');
    await new KillSwitches(temporal.client, taskQueue).off({ model }, asked);
    await eventually(
      () => monitor.query(stateQuery),
      ({ champion }) => champion === '1.0.0'
    );
  });

  it('thrown while a model is trained keeps it from serving by itself: it waits for a person', async () => {
    const { world, temporal } = worker;
    const model = newModel();
    const monitor = await startMonitor(temporal, scriptedMonitor(model));
    world.points.hold('trained', model);
    await monitor.signal(metricsSignal, accuracies(1, [0.5]));
    await world.points.reached('trained', model);
    const switches = new KillSwitches(temporal.client, temporal.taskQueue);
    await switches.on({ model }, asked);
    world.points.release('trained', model);
    await eventually(
      () => monitor.query(stateQuery),
      ({ approval }) => approval !== null
    );
    expect(await world.registry.aliased(model, 'champion')).toBeUndefined();
    expect((await world.registry.aliased(model, 'challenger'))?.version).toBe('1.0.0');
    const { decisions } = await monitor.query(explainQuery);
    expect(decisions.map(({ reasonCodes }) => reasonCodes[0])).toContain('kill-switch-on');
    await monitor.executeUpdate(approveUpdate, { args: [asked] });
    await eventually(
      () => monitor.query(stateQuery),
      ({ champion }) => champion === '1.0.0'
    );
    await switches.off({ model }, asked);
  });
});
