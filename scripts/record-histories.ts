/**
 * Records histories of the shipped workflows from a real server, for test/workflows/replay.test.ts:
 *
 *     npx tsx scripts/record-histories.ts [name …]
 *
 * With names, such as `superseded`, those alone, beside the ones that are there. Writes test/histories/<version of the
 * package>/. Histories of released versions stay for ever: monitors that were started by them are still running
 * somewhere. Those of the version in the making are recorded anew at will, except for those in a folder of an edition:
 * nothing records them any more.
 */
import type { MonitorView } from '../src/core/wire/answers.ts';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { eventually } from '../test/support/eventually.ts';
import { findTemporalBinary } from '../src/server/binary/find-binary.ts';
import { retrainWorkflowId } from '../src/terms/model-id.ts';
import { startDevServer } from '../src/server/start-dev-server.ts';
import { workflowsPath } from '../src/workflow-paths.ts';
import { writeHistory, writeCarriedInput } from '../test/support/histories.ts';
import {
  accuracies,
  scriptedMonitor,
  scriptedWorld,
  startMonitor,
  type ScriptedWorld,
} from '../test/support/scripted.ts';
import {
  approveUpdate,
  metricsSignal,
  pauseUpdate,
  policyUpdate,
  releaseUpdate,
  resumeUpdate,
  retrainUpdate,
  rollbackUpdate,
  stateQuery,
  stopUpdate,
} from '../workflows/messages.ts';
import type { MonitorFile } from '../src/config/schema/monitor-schema.ts';
import type { Script } from '../test/fakes/scripted-trainer.ts';

const taskQueue = 'histories';
const identity = 'recorder';
const ana = { actor: 'ana', comment: 'for the record' };

/** Takes no notice of one model while it is down. */
const moody = {
  isDown: true,
  notify: (notices: readonly { model: string }[]): Promise<void> =>
    moody.isDown && notices.some(({ model }) => model === 'recorded:notifier-down')
      ? Promise.reject(new Error('HTTP 500'))
      : Promise.resolve(),
};

class Recorder {
  readonly client: Client;
  readonly world: ScriptedWorld;
  private readonly folder: string;

  constructor(client: Client, world: ScriptedWorld, folder: string) {
    this.client = client;
    this.world = world;
    this.folder = folder;
  }

  /** Everything a monitor can live through, in three runs: continued as new twice, once with a retrain under way. */
  async monitor(): Promise<void> {
    const model = 'recorded:monitor';
    const file = scriptedMonitor(
      model,
      {},
      {
        metrics: {
          accuracy: {
            detectors: [
              { type: 'limit', below: 0.7 },
              { type: 'window-decay', threshold: 0.05, sampleWindow: 5 },
            ],
            noDataAfter: '1d',
          },
          latencyMs: { above: 250, alpha: 0.3 },
        },
        rules: [{ id: 'both', all: ['accuracy', 'latencyMs'], severity: 'full' }],
        schedules: [{ id: 'often', every: '25s', severity: 'soft' }],
      }
    );
    const { points } = this.world;
    const monitor = await startMonitor({ client: this.client, taskQueue }, file, { rollAfterEvents: 130 });
    await monitor.signal(metricsSignal, accuracies(1, [0.9, 0.91, 0.92]));
    await monitor.signal(metricsSignal, accuracies(1, [0.9, 0.91, 0.92]));
    await monitor.signal('metrics', { source: 's', seq: -1 });
    await monitor.signal('no-such-signal', 1);
    await monitor.executeUpdate(pauseUpdate, { args: [ana] });
    await monitor.executeUpdate(resumeUpdate, { args: [ana] });
    await monitor.signal(metricsSignal, accuracies(2, [0.9, 0.5]));
    await settled(monitor, ({ champion }) => champion !== null);
    points.hold('train', model);
    await monitor.signal(metricsSignal, accuracies(3, [0.6]));
    await points.reached('train', model);
    await monitor.executeUpdate(policyUpdate, { args: [{ ...ana, monitor: { ...file, cooldown: '1s' } }] });
    // The parent goes on as a new run while its child trains.
    for (let seq = 4; (await this.runsOf(monitor)).length < 2; seq++)
      await monitor.signal(metricsSignal, accuracies(seq, [0.9, 0.92]));
    points.release('train', model);
    const before = await settled(monitor, ({ inFlight, generation }) => inFlight === null && generation >= 2);
    await settled(monitor, ({ generation, inFlight }) => inFlight === null && generation > before.generation);
    await monitor.executeUpdate(rollbackUpdate, { args: [ana] });
    for (let seq = 1; (await this.runsOf(monitor)).length < 3; seq++)
      await monitor.signal(metricsSignal, accuracies(seq, [0.9, 0.92], 'second'));
    await settled(monitor, ({ inFlight }) => inFlight === null);
    await monitor.executeUpdate(stopUpdate, { args: [ana] });
    await monitor.result();
    const runs = await this.runsOf(monitor);
    for (const [index, runId] of runs.entries())
      await this.write(`monitor-run-${index + 1}`, monitor.workflowId, runId);
    await writeCarriedInput(this.folder, await this.historyOf(monitor.workflowId, runs[0]));
  }

  /** A monitor whose challenger waits for a person, and the retrain that made it. */
  async approval(): Promise<void> {
    const monitor = await this.retrained('approval', {}, { promotion: 'challenger' });
    await settled(monitor, ({ approval }) => approval !== null);
    await monitor.executeUpdate(approveUpdate, { args: [ana] });
    await settled(monitor, ({ champion }) => champion !== null);
    await this.writeBoth('approval', monitor);
  }

  /** A retrain during which somebody goes back to an earlier version, and the monitor that hears of its end. */
  async superseded(): Promise<void> {
    const { points } = this.world;
    const monitor = await this.retrained('superseded', {});
    await settled(monitor, ({ champion }) => champion !== null);
    await monitor.executeUpdate(retrainUpdate, { args: [ana] });
    const { champion } = await settled(monitor, ({ generation, inFlight }) => generation === 2 && inFlight === null);
    points.hold('train', 'recorded:superseded');
    await monitor.executeUpdate(retrainUpdate, { args: [ana] });
    await points.reached('train', 'recorded:superseded');
    await monitor.executeUpdate(rollbackUpdate, { args: [ana] });
    await settled(monitor, (view) => view.champion !== champion);
    points.release('train', 'recorded:superseded');
    await settled(monitor, ({ lastRetrain }) => lastRetrain?.status === 'superseded');
    await this.writeBoth('superseded', monitor, 3);
  }

  /** A monitor of which one notifier does not answer for a while. */
  async notifierDown(): Promise<void> {
    const monitor = await this.retrained('notifier-down', {});
    await settled(monitor, ({ champion, notifiers = [] }) => champion !== null && notifiers.length > 0);
    moody.isDown = false;
    await settled(monitor, ({ notifiers }) => notifiers === undefined);
    await this.writeBoth('notifier-down', monitor);
  }

  /** A monitor whose circuit breaker opens and is closed by a person: its memo tells of it for lists. */
  async breaker(): Promise<void> {
    const monitor = await this.retrained('breaker', { failures: 99, permanent: true }, {}, { breakerAfter: 1 });
    await settled(monitor, ({ breakerOpenedAt }) => breakerOpenedAt !== null);
    await monitor.executeUpdate(pauseUpdate, { args: [ana] });
    await monitor.executeUpdate(releaseUpdate, { args: [ana] });
    await monitor.executeUpdate(resumeUpdate, { args: [ana] });
    await this.writeBoth('breaker', monitor);
  }

  async retrain(name: string, script: Script, retrain: MonitorFile['retrain'] = {}): Promise<void> {
    const monitor = await this.retrained(name, script, retrain);
    await settled(monitor, ({ lastRetrain }) => lastRetrain !== null);
    await this.writeBoth(name, monitor);
  }

  async cancelled(): Promise<void> {
    this.world.points.hold('train', 'recorded:cancelled');
    const monitor = await this.retrained('cancelled', {});
    await this.world.points.reached('train', 'recorded:cancelled');
    await this.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, 1)).cancel();
    await settled(monitor, ({ lastRetrain }) => lastRetrain?.status === 'cancelled');
    await this.writeBoth('cancelled', monitor);
  }

  private async retrained(
    name: string,
    script: Script,
    retrain: MonitorFile['retrain'] = {},
    more: Partial<MonitorFile> = {}
  ): Promise<WorkflowHandle> {
    const file = scriptedMonitor(`recorded:${name}`, script, { retrain, ...more });
    const monitor = await startMonitor({ client: this.client, taskQueue }, file);
    await monitor.executeUpdate(retrainUpdate, { args: [ana] });
    return monitor;
  }

  private async writeBoth(name: string, monitor: WorkflowHandle, generation = 1): Promise<void> {
    const child = this.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, generation));
    await child.result();
    await monitor.executeUpdate(stopUpdate, { args: [ana] });
    await monitor.result();
    await this.write(`monitor-of-${name}`, monitor.workflowId);
    await this.write(`retrain-${name}`, child.workflowId);
  }

  private async write(name: string, workflowId: string, runId?: string): Promise<void> {
    const events = await writeHistory(this.folder, name, await this.historyOf(workflowId, runId));
    console.log(`${name}: ${events} events`);
  }

  private historyOf(workflowId: string, runId?: string): ReturnType<WorkflowHandle['fetchHistory']> {
    return this.client.workflow.getHandle(workflowId, runId).fetchHistory();
  }

  /** Ids of all runs, oldest first. */
  private async runsOf({ workflowId }: WorkflowHandle): Promise<string[]> {
    const runs: string[] = [];
    for (let runId = (await this.client.workflow.getHandle(workflowId).describe()).runId; runId !== '';) {
      runs.unshift(runId);
      const { events } = await this.historyOf(workflowId, runId);
      runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
    }
    return runs;
  }
}

function settled({ client, workflowId }: WorkflowHandle, wanted: (view: MonitorView) => boolean): Promise<MonitorView> {
  // Of whichever run is the current one.
  const monitor = client.getHandle(workflowId);
  return eventually(() => monitor.query(stateQuery), wanted);
}

Runtime.install({ logger: new DefaultLogger('ERROR') });
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const folder = new URL(`../test/histories/${version}/`, import.meta.url).pathname;
const only = process.argv.slice(2);
if (only.length === 0) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const { path: binary } = await findTemporalBinary({ env: process.env, onProgress: (line) => console.log(line) });
const server = await startDevServer({ binary, uiPort: false });
try {
  const { address, namespace } = server;
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const world = await scriptedWorld({ notifiers: { moody } });
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    identity,
    workflowsPath,
    plugins: [world.plugin],
  });
  const recorder = new Recorder(new Client({ connection, namespace, identity }), world, folder);
  await worker.runUntil(async () => {
    const retrain =
      (...asked: Parameters<Recorder['retrain']>) =>
      (): Promise<void> =>
        recorder.retrain(...asked);
    const records: Record<string, () => Promise<void>> = {
      monitor: () => recorder.monitor(),
      approval: () => recorder.approval(),
      cancelled: () => recorder.cancelled(),
      breaker: () => recorder.breaker(),
      superseded: () => recorder.superseded(),
      'notifier-down': () => recorder.notifierDown(),
      promoted: retrain('promoted', { failures: 1 }, { versioning: 'strategy' }),
      rejected: retrain('rejected', {}, { gate: { significance: null, floors: [{ metric: 'accuracy', min: 0.95 }] } }),
      failed: retrain('failed', { failures: 99, permanent: true }),
      'timed-out': retrain(
        'timed-out',
        { failures: 999 },
        { timeout: '2s', trainer: { timeout: '2s', heartbeatTimeout: '2s', retries: 500 } }
      ),
      tuned: retrain(
        'tuned',
        {},
        { tuning: { tuner: 'random', trials: 3, parallel: 2, space: { depth: { type: 'int', low: 1, high: 9 } } } }
      ),
    };
    const names = only.length > 0 ? only : Object.keys(records);
    await Promise.all(names.map((name) => records[name]?.() ?? Promise.reject(new Error(`nothing is called ${name}`))));
  });
  await connection.close();
  await native.close();
  await world.clean();
} finally {
  await server.stop();
}
