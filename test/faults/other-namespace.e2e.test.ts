import { randomUUID } from 'node:crypto';
import { type Connection, defaultPayloadConverter, type Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bundlePath, newClient } from '../support/temporal.ts';
import { eventually } from '../support/eventually.ts';
import { monitorWorkflowId, retrainWorkflowId } from '../../src/terms/model-id.ts';
import { newModel, scriptedMonitor, scriptedWorld, startMonitor, type ScriptedWorld } from '../support/scripted.ts';
import { configQuery, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { startDevServer, type DevServer } from '../../src/server/start-dev-server.ts';
import type { RetrainRequest } from '../../src/core/state/retrain.ts';
import { openConnection } from '../../src/client/connect.ts';

const other = 'somebody-elses';
/** Numbers of Temporal's protocol. */
const childCommand = 11;
const abandonPolicy = 2;

describe('a workflow of another namespace with the id of a monitor', () => {
  const taskQueue = 'models';
  let server: DevServer;
  let connection: Connection;
  let client: Client;
  let world: ScriptedWorld;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    // Newer servers allow this only when told to.
    const dynamicConfig = { 'system.enableCrossNamespaceCommands': true, 'system.namespaceCacheRefreshInterval': '1s' };
    server = await startDevServer({ binary: inject('temporalBinary'), uiPort: false, dynamicConfig });
    connection = await openConnection({ address: server.address });
    client = newClient({ connection });
    await connection.workflowService.registerNamespace({
      namespace: other,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    world = await scriptedWorld();
    const native = await NativeConnection.connect({ address: server.address });
    const workflowBundle = { codePath: bundlePath() };
    const worker = await Worker.create({ connection: native, taskQueue, workflowBundle, plugins: [world.plugin] });
    const ended = worker.run();
    stop = async () => {
      worker.shutdown();
      await ended;
      await native.close();
      await connection.close();
      await world.clean();
      await server.stop();
    };
  });
  afterAll(() => stop());

  /** As a worker of one's own would do it. */
  async function startAsChild(monitorId: string, retrainId: string, queue: string, args: unknown[]): Promise<void> {
    const foreign = newClient({ connection, namespace: other });
    const { workflowService } = connection;
    const own = `own-${randomUUID()}`;
    await eventually(
      () =>
        foreign.workflow.start('forger', { workflowId: monitorId, taskQueue: own }).then(
          () => true,
          () => false
        ),
      (isStarted) => isStarted
    );
    const polled = await connection.withDeadline(Date.now() + 120_000, () =>
      workflowService.pollWorkflowTaskQueue({ namespace: other, taskQueue: { name: own } })
    );
    await workflowService.respondWorkflowTaskCompleted({
      namespace: other,
      taskToken: polled.taskToken,
      commands: [
        {
          commandType: childCommand,
          startChildWorkflowExecutionCommandAttributes: {
            namespace: 'default',
            workflowId: retrainId,
            workflowType: { name: 'retrainModel' },
            taskQueue: { name: queue },
            parentClosePolicy: abandonPolicy,
            input: { payloads: args.map((arg) => defaultPayloadConverter.toPayload(arg)) },
          },
        },
      ],
    });
    await eventually(
      () =>
        client.workflow
          .getHandle(retrainId)
          .describe()
          .then(
            ({ parentExecution }) => parentExecution?.workflowId,
            () => undefined
          ),
      (parent) => parent === monitorId
    );
  }

  it('cannot have anything trained here, whatever gate it asks for', async () => {
    const monitor = await startMonitor({ client, taskQueue }, scriptedMonitor(newModel()));
    const { config } = await monitor.query(configQuery);
    const { model, retrain: spec } = config;
    const retrainId = retrainWorkflowId(monitor.workflowId, 7);
    const request: RetrainRequest = {
      model,
      monitorId: monitor.workflowId,
      retrainId,
      generation: 7,
      kind: 'full',
      spec,
      reasons: [],
      evidence: [],
      policyRevision: 1,
      dataUntil: null,
      streams: [],
    };
    await startAsChild(monitor.workflowId, retrainId, taskQueue, [request]);
    const outcome: unknown = await client.workflow.getHandle(retrainId).result();
    expect(outcome).toMatchObject({ status: 'failed', error: { type: 'NotAskedError' } });
    expect(JSON.stringify(outcome)).toContain(other);
    expect(await world.registry.versions(model)).toEqual([]);
  });

  it('keeps no monitor here waiting for what it calls a retrain', async () => {
    const model = newModel();
    const monitorId = monitorWorkflowId(model);
    await startAsChild(monitorId, retrainWorkflowId(monitorId, 1), 'nobody-polls', []);
    const monitor = await startMonitor({ client, taskQueue }, scriptedMonitor(model));
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ lastRetrain }) => lastRetrain !== null
    );
    expect(view).toMatchObject({ champion: '1.0.0', generation: 2 });
  });
});
