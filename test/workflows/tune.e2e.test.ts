import type { MonitorView, RetrainProgress } from '../../src/core/wire/answers.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { newModel, scriptedMonitor, startMonitor, type ScriptedWorld } from '../support/scripted.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { progressQuery, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { retrainWorkflowId, monitorWorkflowId } from '../../src/terms/model-id.ts';
import { startScriptedWorker } from '../support/scripted-worker.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { RetrainOutcome, RetrainSpec } from '../../src/core/state/retrain.ts';
import type { StudyEnd } from '../../workflows/study-end.ts';
import type { StudyState } from '../../workflows/study.ts';
import type { TemporalTest } from '../support/temporal.ts';

type Tuning = NonNullable<NonNullable<MonitorFile['retrain']>['tuning']>;

const space = { skill: { type: 'float', low: 0, high: 1 } };
const script = { scoreBy: 'skill', steps: 10 };

describe('a study', () => {
  let world: ScriptedWorld;
  let temporal: TemporalTest;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ world, temporal, stop } = await startScriptedWorker());
  });
  afterAll(() => stop());

  async function retrainWith(tuning: Tuning, more: object = {}, artifacts?: string): Promise<MonitorView> {
    const file = scriptedMonitor(
      newModel('tuned'),
      { ...script, ...more },
      {
        retrain: { tuning: { tuner: 'random', space, metric: 'accuracy', ...tuning }, hyperparameters: { skill: 0.5 } },
      }
    );
    if (artifacts !== undefined) Object.assign(file.retrain!.trainer!, { artifacts });
    const monitor = await startMonitor(temporal, file);
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    return eventually(
      () => monitor.query(stateQuery),
      ({ lastRetrain }) => lastRetrain?.generation === 1,
      120_000
    );
  }

  const retrainId = ({ model }: MonitorView): string => retrainWorkflowId(monitorWorkflowId(model), 1);

  const progressOf = (view: MonitorView): Promise<RetrainProgress> =>
    temporal.client.workflow.getHandle(retrainId(view)).query(progressQuery);

  const chosenSkill = async ({ model }: MonitorView): Promise<unknown> =>
    (await world.registry.aliased(model, 'champion'))?.found?.lineage.hyperparameters['skill'];

  it.concurrent.for(['median', 'asha'] as const)(
    'stops trials that lag behind by %s, and still chooses the best',
    async (pruner, { expect }) => {
      const view = await retrainWith({ trials: 16, pruner });
      expect(view.lastRetrain).toMatchObject({ status: 'promoted' });
      const { trials } = await progressOf(view);
      const values = trials.map(({ value }) => value ?? 0);
      const pruned = trials.filter(({ state }) => state === 'pruned');
      expect(trials).toHaveLength(16);
      expect(pruned.length).toBeGreaterThanOrEqual(4);
      expect(Math.max(...pruned.map(({ value }) => value ?? 1))).toBeLessThan(Math.max(...values));
      expect(await chosenSkill(view)).toBe(Math.max(...values));
      // The time that was saved is real: steps not taken. The last ten are the training itself.
      const steps = world.points.passages('step', view.model).length - 10;
      expect(steps).toBeLessThanOrEqual(160 - 5 * pruned.length);
    }
  );

  it.concurrent('tries the known hyper-parameters first, so that it cannot end below them', async ({ expect }) => {
    const view = await retrainWith({ trials: 2 });
    const { trials } = await progressOf(view);
    expect(trials[0]).toMatchObject({ number: 0, params: { skill: 0.5 }, value: 0.5 });
  });

  it.concurrent.for([
    [1, 'says that every trial would share it', { everyTrial: true }],
    [2, 'comes again in the same words', { permanent: true }],
  ] as const)('ends after %i trial(s) with a failure for good that %s', async ([count, , kind], { expect }) => {
    const view = await retrainWith({ trials: 50 }, { failures: 99, ...kind });
    expect(view.lastRetrain).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(view.lastRetrain)).toContain('The cluster refused job 1');
    expect((await progressOf(view)).trials).toHaveLength(count);
  });

  it.concurrent('ends after one trial whose artifact lies elsewhere than the policy says', async ({ expect }) => {
    const view = await retrainWith({ trials: 50 }, {}, 'file:///elsewhere');
    expect(view.lastRetrain).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(view.lastRetrain)).toContain('retrain.trainer.artifacts');
    expect((await progressOf(view)).trials).toHaveLength(1);
  });

  const misspelt = { space: { sklil: { type: 'float', low: 0, high: 1 } } } as const;

  it.concurrent.for([
    [50, 'here'],
    [150, 'in a workflow of its own'],
  ] as const)(
    'of which all trials fail for good with the same mistake fails the retrain (%i, %s)',
    async ([trials], { expect }) => {
      const view = await retrainWith({ trials, ...misspelt }, { refuses: 'sklil' });
      expect(view.lastRetrain).toMatchObject({
        status: 'failed',
        note: 'No trial succeeded: No hyper-parameter is called sklil',
      });
      expect((await progressOf(view)).trials).toHaveLength(2);
    }
  );

  it.concurrent(
    'whose metric the trainer does not report fails the retrain, with those that it does',
    async ({ expect }) => {
      const view = await retrainWith({ trials: 50, metric: 'f11', goal: 'maximize' });
      expect(view.lastRetrain).toMatchObject({
        status: 'failed',
        note: 'No trial succeeded: Expected `scripted` to report `f11`, the metric of the search, got accuracy',
      });
    }
  );

  it.concurrent(
    'without a trial that worked says with its version that the known ones are used',
    async ({ expect }) => {
      const view = await retrainWith({ trials: 1, ...misspelt }, { refuses: 'sklil' });
      const text =
        'no trial succeeded: No hyper-parameter is called sklil; the known hyper-parameters are used, and nothing was searched';
      expect(view.lastRetrain).toMatchObject({ status: 'promoted' });
      expect(view.lastRetrain?.gate).toContainEqual({ rule: 'search', passed: true, text });
      const { found } = (await world.registry.aliased(view.model, 'champion')) ?? {};
      expect(found?.lineage.gate?.checks).toContainEqual(expect.objectContaining({ rule: 'search', text }));
    }
  );

  it.concurrent('goes on where it is the parameters of a trial that failed for good', async ({ expect }) => {
    const view = await retrainWith({ trials: 12 }, { leastScore: 0.6 });
    const { trials } = await progressOf(view);
    expect(trials).toHaveLength(12);
    expect(trials.filter(({ state }) => state === 'failed').length).toBeGreaterThan(1);
    expect(view.lastRetrain).toMatchObject({ status: 'promoted' });
  });

  it.concurrent(
    'ends with its time, stops what runs, and trains with the best found until then',
    async ({ expect }) => {
      const view = await retrainWith({ trials: 500, parallel: 2, timeBudget: '4s' }, { durationMs: 300 });
      expect(view.lastRetrain).toMatchObject({ status: 'promoted' });
      const outcome = (await temporal.client.workflow.getHandle(retrainId(view)).result()) as RetrainOutcome;
      expect(outcome.trials).toBeGreaterThanOrEqual(2);
      expect(outcome.trials).toBeLessThan(100);
    }
  );

  it.concurrent(
    'of more than a hundred trials has a workflow of its own, and the retrain waits for it',
    async ({ expect }) => {
      const view = await retrainWith({ trials: 120, parallel: 8 }, { steps: 0 });
      expect(view.lastRetrain).toMatchObject({ status: 'promoted' });
      const end = (await temporal.client.workflow.getHandle(`${retrainId(view)}/study`).result()) as StudyEnd;
      expect(end).toMatchObject({ count: 120 });
      expect(end.newest).toHaveLength(100);
      expect(await chosenSkill(view)).toBe(end.best?.params['skill']);
      const { historyLength } = await temporal.client.workflow.getHandle(retrainId(view)).describe();
      expect(historyLength).toBeLessThan(80);
    }
  );

  it.concurrent('that someone terminates costs the trials, not the retrain', async ({ expect }) => {
    const file = scriptedMonitor(
      newModel('ended'),
      { ...script, durationMs: 500 },
      {
        retrain: {
          tuning: { tuner: 'random', space, trials: 200, metric: 'accuracy' },
          hyperparameters: { skill: 0.5 },
        },
      }
    );
    const monitor = await startMonitor(temporal, file);
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    const study = temporal.client.workflow.getHandle(`${retrainWorkflowId(monitor.workflowId, 1)}/study`);
    await eventually(
      () => study.query(progressQuery).catch(() => null),
      (progress) => progress !== null
    );
    await study.terminate('enough');
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ lastRetrain }) => lastRetrain?.generation === 1
    );
    expect(view.lastRetrain).toMatchObject({ status: 'promoted' });
    expect(await chosenSkill(view)).toBe(0.5);
  });

  it.concurrent('continues as new between trials and loses none', async ({ expect }) => {
    const file = scriptedMonitor(newModel('long'), script, {
      retrain: { tuning: { tuner: 'tpe', space, trials: 40, parallel: 4, metric: 'accuracy', pruner: 'median' } },
    });
    const { client, taskQueue } = temporal;
    const workflowId = temporal.uniqueId('study');
    const state = studyState(parseMonitor(file).config.retrain, file.model, workflowId);
    const handle = await client.workflow.start('tuneModel', {
      workflowId,
      taskQueue,
      args: [state, { rollAfterEvents: 120 }],
    });
    const end = (await handle.result()) as StudyEnd;
    expect(end.count).toBe(40);
    expect(end.newest.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, number) => number));
    expect(end.newest.every(({ state: stands }) => stands === 'complete' || stands === 'pruned')).toBe(true);
    const last = await client.workflow.getHandle(workflowId).describe();
    expect(last.runId).not.toBe(handle.firstExecutionRunId);
    expect(last.historyLength).toBeLessThan(250);
  });
});

function studyState(spec: RetrainSpec, model: string, retrainId: string): StudyState {
  return {
    request: {
      model,
      monitorId: 'none',
      retrainId,
      generation: 1,
      kind: 'full',
      reasons: [],
      evidence: [],
      policyRevision: 1,
      dataUntil: null,
      streams: [],
      spec,
    },
    plan: { champion: null, tuner: 'tpe' },
    kind: 'full',
    data: { to: null, holdoutSamples: 300 },
    startedAt: Date.now(),
    trials: [],
  };
}
