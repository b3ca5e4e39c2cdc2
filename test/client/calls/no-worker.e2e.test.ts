import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, inject, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { MonitorClient } from '../../../src/client/monitor-client.ts';
import type { MonitorSummary } from '../../../src/client/list-monitors.ts';
import { newModel, scriptedMonitor, scriptedWorld } from '../../support/scripted.ts';
import { startableWorker, withClient, withWorker } from '../../support/temporal.ts';
import { explainQuery, pauseUpdate, resumeUpdate, stateQuery } from '../../../workflows/messages.ts';

const ada = { actor: 'ada' };

describe('without a worker', () => {
  it('everything that is asked fails with a sentence, and nothing of it is done later', async () => {
    const world = await scriptedWorld();
    await withClient(async (temporal) => {
      const client = new MonitorClient({ client: temporal.client, taskQueue: temporal.taskQueue });
      const monitor = client.monitor(newModel('nobody'));
      await monitor.ensure(scriptedMonitor(monitor.model));
      const calls = {
        state: () => monitor.state(),
        explain: () => monitor.explain(),
        versions: () => monitor.versions(),
        pause: () => monitor.pause(ada),
        retrain: () => monitor.retrain(ada),
        stop: () => monitor.stop(ada),
      };
      for (const [name, call] of Object.entries(calls)) {
        const error: unknown = await call().catch((thrown: unknown) => thrown);
        expect(error, name).toMatchObject({
          name: 'NoWorkerError',
          taskQueue: temporal.taskQueue,
          message: expect.stringContaining(`temporal-retrain worker --task-queue ${temporal.taskQueue}`),
        });
        expect(String(error), name).not.toMatch(/gRPC|DEADLINE|ewma|\n\s+at /);
      }
      const { worker, close } = await startableWorker(temporal, { plugins: [world.plugin] });
      await worker.runUntil(async () => {
        const view = await monitor.state();
        expect(view).toMatchObject({ phase: 'active', inFlight: null, triggers: [], generation: 0 });
        expect((await monitor.explain()).decisions).toEqual([]);
      });
      await close();
      // It has told the server that it stops, so nobody waits for the server to forget it.
      await expect(client.monitor(monitor.model).pause(ada)).rejects.toMatchObject({ name: 'NoWorkerError' });
    });
    await world.clean();
  });

  it('a list says of a monitor that nobody has taken it up, as long as nobody has', async () => {
    const world = await scriptedWorld();
    await withClient(async (temporal) => {
      const client = new MonitorClient({ client: temporal.client, taskQueue: temporal.taskQueue });
      const monitor = client.monitor(newModel('listed'));
      await monitor.ensure(scriptedMonitor(monitor.model));
      const listed = async (): Promise<MonitorSummary | undefined> => {
        for await (const one of client.list()) if (one.model === monitor.model) return one;
        return undefined;
      };
      expect(await eventually(listed, (one) => one !== undefined)).toMatchObject({ state: null, begun: false });
      const { worker, close } = await startableWorker(temporal, { plugins: [world.plugin] });
      await worker.runUntil(async () => {
        const begun = await eventually(listed, (one) => one?.state !== null);
        expect(begun).toMatchObject({ state: 'warming-up' });
        expect(begun).not.toHaveProperty('begun');
        await monitor.stop(ada);
      });
      await close();
    });
    await world.clean();
  });

  it('a command that waits on the server is refused once its time is over, and the ledger says so', async () => {
    const world = await scriptedWorld();
    await withClient(async (temporal) => {
      const client = new MonitorClient({ client: temporal.client, taskQueue: temporal.taskQueue });
      const monitor = client.monitor(newModel('late'));
      await monitor.ensure(scriptedMonitor(monitor.model));
      const handle = temporal.client.workflow.getHandle(monitor.workflowId);
      // As a client sends it that has not looked for a worker; both wait on the server by now.
      const late = handle
        .executeUpdate(pauseUpdate, { args: [{ actor: 'ada', until: Date.now() - 1 }] })
        .catch((error: Error) => error.cause);
      const { worker, close } = await startableWorker(temporal, { plugins: [world.plugin] });
      await worker.runUntil(async () => {
        expect(await late).toMatchObject({ message: expect.stringContaining('came too late') });
        expect(await handle.query(stateQuery)).toMatchObject({ phase: 'active' });
        const { decisions } = await handle.query(explainQuery);
        expect(decisions[0]).toMatchObject({ reasonCodes: ['too-late', 'pause'] });
        // Older clients name no time.
        await handle.executeUpdate(pauseUpdate, { args: [ada] });
        expect(await handle.query(stateQuery)).toMatchObject({ phase: 'paused' });
        await handle.executeUpdate(resumeUpdate, { args: [{ ...ada, until: Date.now() + 60_000 }] });
        expect(await handle.query(stateQuery)).toMatchObject({ phase: 'active' });
      });
      await close();
    });
    await world.clean();
  });

  it('a service ends with one sentence, not with a stack', async () => {
    await withClient(async ({ taskQueue }) => {
      const model = newModel('service');
      const script = `
        import { MonitorClient } from './src/index.ts';
        const client = await MonitorClient.connect({ taskQueue: '${taskQueue}' });
        const monitor = client.monitor('${model}');
        await monitor.ensure({ model: '${model}', metrics: { accuracy: { below: 0.5 } } });
        monitor.record({ accuracy: 0.9 });
        await monitor.flush();
        console.log(await monitor.state());
      `;
      const env = { ...process.env, TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };
      const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
      const service = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      service.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
      service.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
      const [code] = (await once(service, 'close')) as [number];
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(
        `[NoWorkerError: The question for the state of \`${model}\` was not answered: no worker polls`
      );
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(stderr).not.toContain('[cause]');
    });
  });
});

describe('reading the registry', () => {
  it('works through a worker, also after the monitor has been stopped, and leaves no trace in its history', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const client = new MonitorClient({ client: temporal.client, taskQueue: temporal.taskQueue });
      const monitor = client.monitor(newModel('read'));
      expect(await monitor.champion()).toBeNull();
      await monitor.ensure(scriptedMonitor(monitor.model));
      await monitor.retrain({ ...ada, severity: 'full', comment: 'first' });
      await eventually(
        () => monitor.state(),
        ({ champion, inFlight }) => champion === '1.0.0' && inFlight === null
      );
      expect(await monitor.champion()).toMatchObject({
        version: '1.0.0',
        aliases: ['champion'],
        lineage: { generation: 1 },
      });
      await monitor.stop(ada);
      await temporal.client.workflow.getHandle(monitor.workflowId).result();
      const { historyLength } = await temporal.client.workflow.getHandle(monitor.workflowId).describe();
      const card = await monitor.versions();
      expect(card).toMatchObject({
        champion: '1.0.0',
        versions: [{ version: '1.0.0', lineage: { reasons: ['asked for by ada: first'] }, gate: { passed: true } }],
        reigns: [{ version: '1.0.0', until: null, actor: 'temporal-retrain' }],
      });
      expect((await temporal.client.workflow.getHandle(monitor.workflowId).describe()).historyLength).toBe(
        historyLength
      );
    });
    await world.clean();
  });
});
