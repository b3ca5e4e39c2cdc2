import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  accuracies,
  newModel,
  scriptedMonitor,
  scriptedWorld,
  startMonitor,
  type ScriptedWorld,
} from '../support/scripted.ts';
import { bundleWorkflows } from '../support/workflow-bundle.ts';
import { eventually } from '../support/eventually.ts';
import { examine } from '../../src/doctor/examine.ts';
import { findWedge } from '../../src/doctor/repair/find-wedge.ts';
import { repairMonitor } from '../../src/doctor/repair/repair-monitor.ts';
import { stateQuery } from '../../workflows/messages.ts';
import { withWorker } from '../support/temporal.ts';
import type { Client } from '@temporalio/client';
import type { Finding } from '../../src/doctor/check.ts';
import type { WorkflowBundle } from '@temporalio/worker';

const wedging = fileURLToPath(new URL('../fakes/wedging-workflows.ts', import.meta.url));

describe('a monitor whose workflow task fails for ever', () => {
  let workflowBundle: WorkflowBundle;
  let world: ScriptedWorld;
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows(wedging, [wedging]);
  });
  beforeEach(async () => {
    world = await scriptedWorld();
  });
  afterEach(() => world.clean());

  const wedged = (client: Client, model: string) =>
    eventually(
      () => findWedge(client, model),
      (wedge) => wedge !== undefined
    );

  it('is found, and brought back with all it had counted', async () => {
    await withWorker({ plugins: [world.plugin], workflowBundle }, async (temporal) => {
      const { client, connection, namespace, taskQueue } = temporal;
      const model = newModel();
      const monitor = await startMonitor(temporal, scriptedMonitor(model));
      for (let seq = 1; seq <= 20; seq++) await monitor.signal('metrics', accuracies(seq, [0.91, 0.92]));
      await eventually(
        () => monitor.query(stateQuery),
        ({ counts }) => counts.observations === 40
      );
      expect(await findWedge(client, model)).toBeUndefined();
      expect(await repairMonitor(client, model)).toBeUndefined();

      // What comes before, with and after the poison is to count, repetitions once.
      await monitor.signal('metrics', accuracies(21, [0.91, 0.92]));
      await monitor.signal('poison');
      for (let seq = 22; seq <= 60; seq++) await monitor.signal('metrics', accuracies(seq, [0.91, 0.92]));
      await monitor.signal('metrics', accuracies(60, [0.91, 0.92]));
      await monitor.signal('metrics', { source: 'broken' });
      const wedge = await wedged(client, model);
      expect(wedge?.failure).toContain('poisoned');
      const findings: Finding[] = [];
      await eventually(
        async () => {
          findings.length = 0;
          for await (const finding of examine({ client, connection, namespace, taskQueue })) findings.push(finding);
          return findings;
        },
        (all) => all.some(({ text }) => text.includes(`\`${model}\` is wedged`))
      );
      const status = (check: string) => findings.filter((one) => one.check === check).map((one) => one.status);
      expect([...status('server'), ...status('namespace'), ...status('search-attributes')]).toEqual(['ok', 'ok', 'ok']);
      expect(findings.find(({ text }) => text.includes(`\`${taskQueue}\``))?.status).toBe('ok');
      expect(findings.find(({ text }) => text.includes(model))).toMatchObject({
        check: 'monitors',
        status: 'fault',
        cause: expect.stringContaining('poisoned') as string,
        fix: `temporal-retrain doctor --repair ${model}`,
      });

      const repair = await repairMonitor(client, model);
      expect(repair?.failure).toContain('poisoned');
      expect(repair?.leftOut.map(({ name, isLost }) => [name, isLost])).toEqual([
        ['poison', false],
        ['metrics', false],
      ]);
      const { counts } = await client.workflow.getHandle(monitor.workflowId).query(stateQuery);
      expect(counts).toMatchObject({ observations: 120, batches: 60, duplicates: 1 });
      await client.workflow.getHandle(monitor.workflowId).signal('metrics', accuracies(61, [0.9]));
      await eventually(
        () => client.workflow.getHandle(monitor.workflowId).query(stateQuery),
        (view) => view.counts.observations === 121
      );
      expect(await findWedge(client, model)).toBeUndefined();
    });
  });

  it('is brought back while its senders go on, and every batch counts once', async () => {
    await withWorker({ plugins: [world.plugin], workflowBundle }, async (temporal) => {
      const { client } = temporal;
      const model = newModel();
      const { workflowId } = await startMonitor(temporal, scriptedMonitor(model));
      const monitor = client.workflow.getHandle(workflowId);
      const senders = ['a', 'b', 'c'];
      const run = { sent: 0, isRepaired: false };
      const sendAll = async (): Promise<void> => {
        run.sent += 1;
        // A sender that got no answer sends the same again, perhaps into the new run.
        for (const source of senders)
          for (let times = 0; times < 2; times++) await monitor.signal('metrics', accuracies(run.sent, [0.9], source));
      };
      while (run.sent < 10) await sendAll();
      await monitor.signal('poison');
      while (run.sent < 20) await sendAll();
      await wedged(client, model);
      const repairing = repairMonitor(client, model).finally(() => (run.isRepaired = true));
      while (!run.isRepaired) await sendAll();
      await repairing;
      await sendAll();
      const { counts } = await eventually(
        () => monitor.query(stateQuery),
        (view) => view.counts.observations >= 3 * run.sent
      );
      expect(counts).toMatchObject({ observations: 3 * run.sent, refusedBatches: 0 });
    });
  });

  it('is brought back too when the message that stops it looks sound, and says that it is lost', async () => {
    await withWorker({ plugins: [world.plugin], workflowBundle }, async (temporal) => {
      const { client } = temporal;
      const model = newModel();
      const monitor = await startMonitor(temporal, scriptedMonitor(model));
      await monitor.signal('metrics', accuracies(1, [0.91]));
      await eventually(
        () => monitor.query(stateQuery),
        ({ counts }) => counts.observations === 1
      );
      await monitor.signal('metrics', accuracies(2, [0.92]));
      await monitor.signal('killSwitch', 'fault');
      await monitor.signal('metrics', accuracies(3, [0.93]));
      await wedged(client, model);
      const repair = await repairMonitor(client, model);
      const dropped = repair?.leftOut.map(({ name, isLost, because }) => `${name}, ${isLost}: ${because}`);
      // A nudge of another test may have come with it.
      expect(new Set(dropped)).toEqual(new Set(['killSwitch, true: it came with the failing task']));
      const { counts } = await client.workflow.getHandle(monitor.workflowId).query(stateQuery);
      expect(counts).toMatchObject({ observations: 3, batches: 3, duplicates: 0 });
    });
  });
});
