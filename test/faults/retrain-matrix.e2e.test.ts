import type { MonitorView } from '../../src/core/wire/answers.ts';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ServiceError, type WorkflowHandle } from '@temporalio/client';
import { retrainWorkflowId } from '../../src/terms/model-id.ts';
import type { Artifact } from '../../src/core/state/lineage.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import { retrainUpdate, rollbackUpdate, stateQuery } from '../../workflows/messages.ts';
import { aliasRequest, lineageOf, registerRequest } from '../contracts/registry-requests.ts';
import { startPythonWorker, type PythonWorker } from '../python/python-worker.ts';
import { startMlflow, type MlflowServer } from '../registry/mlflow/mlflow-server.ts';
import { watchAliases } from '../registry/mlflow/watch-aliases.ts';
import { eventually } from '../support/eventually.ts';
import { failedTasks } from '../support/invariants.ts';
import { pythonEnvironment, withoutPython } from '../support/python-environment.ts';
import type { Point } from '../support/pause-points.ts';
import {
  newFolder,
  newModel,
  openScriptedWorld,
  scriptedMonitor,
  startMonitor,
  type ScriptedWorld,
} from '../support/scripted.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/start-worker-process.ts';
import { bundlePath, withClient, type TemporalTest } from '../support/temporal.ts';

// TypeScript decides, Python tunes, trains and evaluates; models are in a file, or in MLflow for the row that kills it.
// Every retrain of a row waits at another step when the one SIGKILL of that row comes.

type Victim = 'the TypeScript worker' | 'the Python worker' | 'the MLflow server';
type End = 'promoted' | 'rejected' | 'awaiting-approval' | 'rolled back';

interface Step {
  point: Point;
  by: 'TypeScript' | 'Python';
  /** How often a retrain goes through there when nothing happens. */
  passages: number;
  end: End;
}

const step = (point: Point, by: Step['by'], passages = 1, end: End = 'promoted'): Step => ({
  point,
  by,
  passages,
  end,
});

const steps: Record<string, Step> = {
  propose: step('propose', 'Python', 2),
  trial: step('trial', 'Python', 2),
  train: step('train', 'Python'),
  'evaluate the champion': step('evaluate-champion', 'Python'),
  'evaluate the challenger': step('evaluate-challenger', 'Python'),
  gate: step('compared', 'Python'),
  'gate that says no': step('compared', 'Python', 1, 'rejected'),
  'before it registers': step('register', 'TypeScript'),
  'after it registered': step('registered', 'TypeScript'),
  'before it promotes': step('promote', 'TypeScript'),
  'after it promoted': step('promoted', 'TypeScript'),
  'after it named a challenger': step('challenged', 'TypeScript', 1, 'awaiting-approval'),
  notify: step('notify', 'TypeScript'),
  'before a rollback': step('promote', 'TypeScript', 1, 'rolled back'),
  'after a rollback': step('promoted', 'TypeScript', 1, 'rolled back'),
};

const skipped = withoutPython('the fault matrix');

describe.skipIf(skipped)('a retrain, at each of its steps,', () => {
  let python = '';
  beforeAll(async () => {
    python = await pythonEnvironment('python-venv.sh');
  }, 720_000);

  it.concurrent.for<Victim>(['the TypeScript worker', 'the Python worker', 'the MLflow server'])(
    'when %s is killed ends in exactly one way, with one version and aliases that point at what is there',
    async (victim, { expect }) => {
      await withClient(async (temporal) => {
        const site = await openSite(temporal, python, victim === 'the MLflow server');
        try {
          const stands = await Promise.all(Object.entries(steps).map(([name, at]) => stand(site, name, at)));
          const watches = site.mlflow
            ? stands.slice(-6).map(({ model }) => watchAliases(site.mlflow?.url ?? '', model, 500))
            : [];
          const before = { TypeScript: site.typescript.pid, Python: site.python.pid };

          if (victim === 'the TypeScript worker') await site.typescript.kill();
          if (victim === 'the Python worker') await site.python.kill();
          if (victim === 'the MLflow server') await site.mlflow?.kill();
          for (const { model, at } of stands) site.world.points.release(at.point, model);
          // What was held goes on into the gap, as far as its process lives.
          const alive = stands.filter(({ at }) => !victim.includes(at.by));
          await Promise.all(alive.map(({ at, model }) => site.world.points.left(at.point, model, 120_000)));
          await site.restart(victim);

          const after = { TypeScript: site.typescript.pid, Python: site.python.pid };
          for (const { name, model, monitor, at } of stands) {
            await expectOneEnd(site, monitor, model, at.end, name);
            await expectHit(site, { name, model, at, victim, before: before[at.by], after: after[at.by] });
          }
          const missing = await Promise.all(watches.map(async (watch) => (await watch.stop()).missing));
          expect(missing.flat()).toEqual([]);
          await Promise.all(stands.map(({ monitor }) => monitor.terminate('the test is over')));
        } finally {
          await site.close();
        }
      });
    }
  );
});

// --- internal ---

interface Site {
  temporal: TemporalTest;
  world: ScriptedWorld;
  artifacts: string;
  pythonQueue: string;
  typescript: WorkerProcess;
  python: PythonWorker;
  mlflow?: MlflowServer;
  restart(victim: Victim): Promise<void>;
  close(): Promise<void>;
}

/** Workers, registry and queues that nobody else uses, so that nobody else's retrains are hit. */
async function openSite(temporal: TemporalTest, interpreter: string, inMlflow: boolean): Promise<Site> {
  const { taskQueue, namespace } = temporal;
  const folder = await newFolder();
  const artifacts = join(folder, 'artifacts');
  await mkdir(artifacts);
  const mlflow = inMlflow ? await startMlflow() : undefined;
  const where = mlflow ? { mlflowUrl: mlflow.url } : {};
  const world = await openScriptedWorld(folder, {}, mlflow?.url);
  const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath(), ...where };
  const pythonQueue = `${taskQueue}-python`;
  const settings = { TASK_QUEUE: pythonQueue, ARTIFACTS: artifacts, POINTS: world.points.folder };
  const startPython = (): Promise<PythonWorker> =>
    startPythonWorker(interpreter, 'test/fakes/pausing_worker.py', settings);
  const site: Site = {
    temporal,
    world,
    artifacts,
    pythonQueue,
    typescript: await startWorkerProcess(setup),
    python: await startPython(),
    ...(mlflow ? { mlflow } : {}),
    async restart(victim) {
      if (victim === 'the TypeScript worker') site.typescript = await startWorkerProcess(setup);
      if (victim === 'the Python worker') site.python = await startPython();
      if (victim === 'the MLflow server') await mlflow?.restart();
    },
    async close() {
      await Promise.all([site.typescript.kill(), site.python.kill()]);
      await world.registry.close();
      await mlflow?.stop();
      await world.clean();
    },
  };
  return site;
}

interface Stand {
  name: string;
  model: string;
  at: Step;
  monitor: WorkflowHandle;
}

/** A model with a champion, whose retrain (or rollback) waits at that step. */
async function stand(site: Site, name: string, at: Step): Promise<Stand> {
  const { world, temporal } = site;
  const model = newModel(name.replaceAll(' ', '-'));
  await serve(site, model, 1);
  if (at.end === 'rolled back') await serve(site, model, 2);
  world.points.hold(at.point, model);
  const gate = { significance: null, maxSliceLoss: null };
  const retrain: MonitorFile['retrain'] = {
    trainer: {
      taskQueue: site.pythonQueue,
      artifacts: pathToFileURL(site.artifacts).href,
      heartbeatTimeout: '6s',
    },
    tuning: { tuner: 'external', trials: 2, metric: 'accuracy', space: { depth: { type: 'int', low: 1, high: 9 } } },
    ...(at.end === 'awaiting-approval' ? { promotion: 'challenger' } : {}),
    ...(at.end === 'rejected' ? { gate: { ...gate, floors: [{ metric: 'accuracy', min: 0.95 }] } } : {}),
  };
  const monitor = await startMonitor(temporal, scriptedMonitor(model, {}, { retrain }));
  // Commands count from when the champion is known.
  await eventually(
    () => look(monitor),
    (view) => view !== null && view.champion !== null,
    120_000
  );
  const asked = { args: [{ actor: 'ana' }] as [{ actor: string }] };
  if (at.end === 'rolled back') await monitor.executeUpdate(rollbackUpdate, asked);
  else await monitor.executeUpdate(retrainUpdate, asked);
  await world.points.reached(at.point, model, 120_000);
  return { name, model, at, monitor };
}

/** A version as an earlier retrain would have left it. */
async function serve({ world, artifacts }: Site, model: string, generation: number): Promise<void> {
  const retrainId = `before/${model}/${generation}`;
  const artifact = await writeModel(artifacts, retrainId);
  const { dataWindow } = lineageOf();
  const lineage = { ...lineageOf(null, generation), dataWindow, hyperparameters: {} };
  const request = registerRequest(model, retrainId, { artifact, lineage });
  const { version } = await world.registry.register(request);
  await world.registry.setAlias(aliasRequest(model, version, retrainId));
}

async function writeModel(folder: string, retrainId: string): Promise<Artifact> {
  const content = JSON.stringify({ score: 0.8, retrainId });
  const path = join(folder, `${retrainId.replaceAll(/[/:]/g, '_')}.json`);
  await writeFile(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { uri: pathToFileURL(path).href, sha256, bytes: Buffer.byteLength(content) };
}

interface Hit {
  name: string;
  model: string;
  at: Step;
  victim: Victim;
  /** The process that waited at the step, and the one that does such steps after the kill. */
  before: number;
  after: number;
}

/** The proof that the kill hit where it was meant to: the same step was taken again, by another process. */
async function expectHit({ world }: Site, { name, model, at, victim, before, after }: Hit): Promise<void> {
  const passed = (): number[] => world.points.passages(at.point, model).map(({ pid }) => pid);
  if (victim === 'the MLflow server') {
    // Whoever needs the registry tries until it is there again.
    expect(new Set(passed()), name).toEqual(new Set([after]));
    if (at.point === 'register') expect(passed().length, name).toBeGreaterThan(at.passages);
    return;
  }
  // A notice is sent again after the retrain has ended; a step held for long is tried again by the same process.
  const expected = new Set([before, after]);
  const pids = await eventually(
    () => Promise.resolve(passed()),
    (found) => found.includes(after),
    90_000
  );
  expect(new Set(pids), name).toEqual(expected);
}

/** A worker that has only just started may leave a query without an answer. */
async function look(monitor: WorkflowHandle): Promise<MonitorView | null> {
  return monitor.query(stateQuery).catch((error: unknown) => {
    if (error instanceof ServiceError) return null;
    throw error;
  });
}

const served: Record<End, { versions: number; champions: string[]; challenger: string | null }> = {
  promoted: { versions: 2, champions: ['1.0.0', '1.0.1'], challenger: null },
  rejected: { versions: 1, champions: ['1.0.0'], challenger: null },
  'awaiting-approval': { versions: 2, champions: ['1.0.0'], challenger: '1.0.1' },
  'rolled back': { versions: 2, champions: ['1.0.0', '1.0.1', '1.0.0'], challenger: null },
};

async function expectOneEnd(site: Site, monitor: WorkflowHandle, model: string, end: End, name: string): Promise<void> {
  const { registry } = site.world;
  const { client } = site.temporal;
  const isOver = ({ champion, inFlight, lastRetrain }: MonitorView): boolean =>
    end === 'rolled back' ? champion === '1.0.0' : inFlight === null && lastRetrain?.generation === 2;
  const isDone = (seen: MonitorView | null): boolean => seen !== null && isOver(seen);
  const view = (await eventually(() => look(monitor), isDone, 180_000))!;
  const { versions, champions, challenger } = served[end];
  expect(view.champion, name).toBe(champions.at(-1));
  expect(view.approval?.version ?? null, name).toBe(challenger);
  const found = await registry.versions(model);
  expect(found.map(({ lineage }) => lineage.generation).toReversed(), name).toEqual([1, 2].slice(0, versions));
  const moves = await registry.history(model, 'champion');
  expect(
    moves.map(({ to }) => to),
    name
  ).toEqual(champions);
  expect((await registry.aliased(model, 'champion'))?.version, name).toBe(champions.at(-1));
  const previous = end === 'rolled back' ? undefined : champions.at(-2);
  expect((await registry.aliased(model, 'previous'))?.version ?? undefined, name).toBe(previous);
  expect((await registry.aliased(model, 'challenger'))?.version ?? null, name).toBe(challenger);
  expect(await failedTasks(client, monitor.workflowId), name).toEqual([]);
  const retrainId = (generation: number): string => retrainWorkflowId(monitor.workflowId, generation);
  if (end !== 'rolled back') {
    expect(view.lastRetrain, name).toMatchObject({ status: end, generation: 2 });
    expect(await client.workflow.getHandle(retrainId(2)).result(), name).toMatchObject({ status: end });
    expect(await failedTasks(client, retrainId(2)), name).toEqual([]);
  }
  await expect(client.workflow.getHandle(retrainId(3)).describe(), name).rejects.toThrow(/not found/i);
}
