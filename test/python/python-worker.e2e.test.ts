import type { MonitorView } from '../../src/core/wire/answers.ts';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { workersOf } from '../../src/client/workers/workers-of.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { monitorWorkflowId, retrainWorkflowId } from '../../src/terms/model-id.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { RetrainOutcome } from '../../src/core/state/retrain.ts';
import { explainQuery, retrainUpdate, stateQuery, stopUpdate } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { pythonEnvironment, withoutPython } from '../support/python-environment.ts';
import { rainCsv, rainMonitor, rainWorld, type RainWorld } from '../support/rain.ts';
import { withWorker, type TemporalTest } from '../support/temporal.ts';
import { startPythonWorker, type PythonWorker } from './python-worker.ts';

const skipped = withoutPython('the Python worker');

type Retrain = NonNullable<MonitorFile['retrain']>;

describe.skipIf(skipped)('a Python worker', () => {
  let python = '';
  let artifacts = '';
  let world: RainWorld;
  let worker: PythonWorker | undefined;

  beforeAll(async () => {
    python = await pythonEnvironment('python-venv.sh');
    artifacts = await mkdtemp(join(tmpdir(), 'temporal-retrain-python-'));
  }, 720_000);
  afterEach(async () => {
    await worker?.kill();
    await world?.clean();
  });
  afterAll(async () => {
    await rm(artifacts, { recursive: true, force: true });
  });

  const model = (): string => `python:rain-${Math.random().toString(36).slice(2, 10)}`;

  /** The monitor of the other tests, only that another queue trains, and tunes where a space is given. */
  function monitorOf(id: string, taskQueue: string, changes: Partial<Retrain> = {}): MonitorFile {
    const base = rainMonitor(id);
    return {
      ...base,
      cooldown: '1s',
      retrain: {
        ...base.retrain,
        trainer: {
          name: 'rain',
          taskQueue,
          artifacts: pathToFileURL(artifacts).href,
          options: { csv: rainCsv },
          heartbeatTimeout: '5s',
          retryInterval: '100ms',
        },
        hyperparameters: { epochs: 5 },
        ...changes,
      },
    };
  }

  async function retrained(
    { client, taskQueue }: TemporalTest,
    monitor: MonitorFile,
    during: (retrainId: string) => Promise<void> = () => Promise.resolve()
  ): Promise<{ view: MonitorView; summary: string; again: (severity: 'soft' | 'full') => Promise<MonitorView> }> {
    const { config, policy } = parseMonitor(monitor);
    const workflowId = monitorWorkflowId(config.model);
    const handle = await client.workflow.start('monitorModel', {
      workflowId,
      taskQueue,
      args: [{ config, policy, searchAttributes: false }],
    });
    const run = async (severity: 'soft' | 'full', generation: number): Promise<MonitorView> => {
      await handle.executeUpdate(retrainUpdate, { args: [{ actor: 'ada', severity }] });
      if (generation === 1) await during(retrainWorkflowId(workflowId, 1));
      return eventually(
        () => handle.query(stateQuery),
        ({ lastRetrain, inFlight }) => lastRetrain?.generation === generation && inFlight === null,
        200_000
      );
    };
    const view = await run('full', 1);
    const { decisions } = await handle.query(explainQuery);
    const again = async (severity: 'soft' | 'full'): Promise<MonitorView> => {
      const next = await run(severity, 2);
      await handle.executeUpdate(stopUpdate, { args: [{ actor: 'ada' }] });
      return next;
    };
    return { view, summary: JSON.stringify(decisions), again };
  }

  it('trains, tunes with Optuna and evaluates, while TypeScript gates, registers and promotes', async () => {
    world = await rainWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const [id, queue] = [model(), temporal.uniqueId('train-python')];
      worker = await startPythonWorker(python, 'python/examples/rain_worker.py', {
        TASK_QUEUE: queue,
        ARTIFACTS: artifacts,
      });
      // It says that it is ready as it begins to poll: its first poll reaches the server a moment later.
      const said = await eventually(
        async () => (await workersOf(temporal.client, temporal.taskQueue, 60_000))?.({ trainsOn: queue }),
        (answer) => answer?.workers === 1,
        60_000
      );
      const card = { worker: expect.any(String) as string, trainers: ['rain'], tuners: [], sources: [] };
      expect(said).toEqual({ cards: [card], workers: 1 });
      const space = { alpha: { type: 'float' as const, low: 1e-5, high: 1e-2, log: true } };
      const tuning = { tuner: 'external', space, trials: 4, parallel: 2, metric: 'accuracy' };
      const { view, again } = await retrained(temporal, monitorOf(id, queue, { tuning, versioning: 'strategy' }));
      expect(view.lastRetrain).toMatchObject({ status: 'promoted', version: '1.0.0', kind: 'full' });
      const outcome: unknown = await temporal.client.workflow
        .getHandle(retrainWorkflowId(monitorWorkflowId(id), 1))
        .result();
      expect(outcome).toMatchObject({ trials: 4 });
      const first = (await world.registry.aliased(id, 'champion'))?.found;
      expect(first?.artifact.uri).toContain(artifacts);
      expect(first?.metrics['accuracy']).toBeGreaterThan(0.6);
      expect(first?.lineage.hyperparameters['alpha']).toBeGreaterThan(0);
      expect(first?.lineage.dataWindow?.samples).toBeGreaterThan(500);

      const next = await again('soft');
      expect(next.lastRetrain).toMatchObject({ status: 'promoted', kind: 'soft' });
      const second = (await world.registry.aliased(id, 'champion'))?.found;
      expect(second?.lineage).toMatchObject({ parent: '1.0.0', generation: 2, kind: 'soft' });
      expect(second?.lineage.gate?.champion?.metrics['accuracy']).toBeGreaterThan(0.6);
      expect(await worker.stop()).toBe(0);
    });
  });

  it('with a trainer of its own, which needs no package, trains in full, continues and evaluates', async () => {
    world = await rainWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const [id, queue] = [model(), temporal.uniqueId('train-plain')];
      worker = await startPythonWorker(python, 'python/examples/plain_worker.py', {
        TASK_QUEUE: queue,
        ARTIFACTS: artifacts,
      });
      const monitor = monitorOf(id, queue);
      const trainer = { ...monitor.retrain!.trainer!, name: 'plain-rain' };
      const { view, again } = await retrained(temporal, { ...monitor, retrain: { ...monitor.retrain, trainer } });
      expect(view.lastRetrain).toMatchObject({ status: 'promoted', kind: 'full' });
      const { artifact, metrics } = (await world.registry.aliased(id, 'champion'))!.found!;
      expect(metrics['accuracy']).toBeGreaterThan(0.6);
      expect(JSON.parse(await readFile(fileURLToPath(artifact.uri), 'utf8'))).toEqual({
        weights: expect.arrayContaining([expect.any(Number)]) as number[],
      });
      expect((await again('soft')).lastRetrain).toMatchObject({ kind: 'soft', note: null });
    });
  });

  it('that is killed in the middle of a training goes on from its checkpoint, and makes one version', async () => {
    world = await rainWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const [id, queue] = [model(), temporal.uniqueId('train-python')];
      const [hold, saves] = [join(artifacts, 'hold'), join(artifacts, 'saves')];
      await writeFile(hold, '');
      await writeFile(saves, '');
      const settings = { TASK_QUEUE: queue, ARTIFACTS: artifacts, HOLD: hold, SAVES: saves };
      worker = await startPythonWorker(python, 'test/fakes/held_rain_worker.py', settings);
      const savedRounds = async (): Promise<number> => (await readFile(saves, 'utf8')).split('\n').length - 1;
      const { view } = await retrained(temporal, monitorOf(id, queue), async () => {
        await eventually(savedRounds, (rounds) => rounds > 0, 120_000);
        await worker?.kill();
        await rm(hold);
        worker = await startPythonWorker(python, 'test/fakes/held_rain_worker.py', settings);
      });
      expect(view.lastRetrain).toMatchObject({ status: 'promoted', version: '1.0.0' });
      expect(await world.registry.versions(id)).toHaveLength(1);
      const champion = (await world.registry.aliased(id, 'champion'))?.found;
      // The attempt that finished is not the one that was killed.
      expect(champion?.artifact.uri).toMatch(/attempt-(?!1\/)\d+\//);
      // Of five rounds all but the last leave a checkpoint, and none was done twice.
      expect(await savedRounds()).toBe(4);
    });
  });

  it('whose answers cannot be used ends the retrain as a failure that says why, at the first attempt', async () => {
    world = await rainWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const queue = temporal.uniqueId('train-odd');
      worker = await startPythonWorker(python, 'test/fakes/odd_worker.py', { TASK_QUEUE: queue, ARTIFACTS: artifacts });
      const answers: [string, RegExp][] = [
        ['nan', /cannot be read .*NaN/],
        ['no-metrics', /`metrics` to be at least one metric/],
        ['shape', /`result` to be an object/],
        ['nothing', /got `nothing`/],
        ['outside', /below `file:.*retrain\.trainer\.artifacts/],
        ['climbing', /without steps such as `\.\.`/],
        ['comparison', /evaluation by `rain` cannot be used: .*`challenger\.metrics\.accuracy` to be a finite number/],
        [
          'proposal',
          /proposal of the external tuner cannot be used: .*`alpha`: Expected a number from 0 to 1, got `much`/,
        ],
      ];
      for (const [answer, words] of answers) {
        const id = model();
        const space = { alpha: { type: 'float' as const, low: 0, high: 1 } };
        const tuning = { tuner: 'external', space, trials: 1, metric: 'accuracy' };
        const monitor = monitorOf(id, queue, answer === 'proposal' ? { tuning } : {});
        const trainer = { ...monitor.retrain?.trainer, options: { answer } };
        const { view, summary } = await retrained(temporal, { ...monitor, retrain: { ...monitor.retrain, trainer } });
        expect(view.lastRetrain, answer).toMatchObject({ status: 'failed' });
        const retrain = temporal.client.workflow.getHandle(retrainWorkflowId(monitorWorkflowId(id), 1));
        const { error } = (await retrain.result()) as RetrainOutcome;
        expect(error?.type, answer).toBe('TrainingError');
        expect(error?.message, answer).toMatch(words);
        expect(view.lastRetrain?.note, answer).toMatch(words);
        // `explain` shows the sentence, not only that something failed.
        expect(summary, answer).toContain('cannot be used');
        expect(await world.registry.versions(id), answer).toEqual([]);
      }
    });
  });
});
