import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import {
  cancelUpdate,
  explainQuery,
  metricsSignal,
  progressQuery,
  retrainUpdate,
  stateQuery,
} from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { retrainIdOf } from '../../src/terms/model-id.ts';
import { startScriptedWorker, type ScriptedWorker } from '../support/scripted-worker.ts';
import type { TemporalTest } from '../support/temporal.ts';

interface Metadata {
  currentDetails?: string;
  definition?: {
    updateDefinitions?: { name: string; description?: string }[];
    queryDefinitions?: { name: string; description?: string }[];
  };
}

const metadataOf = ({ client }: TemporalTest, workflowId: string): Promise<Metadata> =>
  client.workflow.getHandle(workflowId).query<Metadata>('__temporal_workflow_metadata');

/** Retrains of that model that visibility knows by how they ended. */
async function endsOf({ client }: TemporalTest, model: string, outcome: string): Promise<string[]> {
  const found: string[] = [];
  const query = `RetrainModel = '${model}' AND RetrainOutcome = '${outcome}' AND WorkflowType = 'retrainModel'`;
  for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
  return found;
}

let worker: ScriptedWorker;
beforeAll(async () => {
  worker = await startScriptedWorker();
});
afterAll(() => worker?.stop());

describe('a retrain', () => {
  it('that a person cancels stops its job, and ledger, search attributes and details say how it ended', async () => {
    const { world, temporal } = worker;
    const model = newModel('cancel');
    world.points.hold('train', model);
    const monitor = await startMonitor(temporal, scriptedMonitor(model, {}, { cooldown: '1h' }));
    await monitor.signal(metricsSignal, accuracies(1, [0.5]));
    const retrainId = retrainIdOf(model, 1);
    await eventually(
      () =>
        temporal.client.workflow
          .getHandle(retrainId)
          .query(progressQuery)
          .catch(() => undefined),
      (progress) => progress?.stage === 'training'
    );
    const asked = { actor: 'ada', comment: 'wrong labels' };
    const cancel = (generation: unknown) =>
      monitor.executeUpdate(cancelUpdate, { args: [{ ...asked, generation: generation as number }] });
    for (const [wrong, text] of [
      [2, 'Retrain 2 is not under way: 1 is; look again'],
      ['1', 'Expected `generation` to be a whole number'],
      [0, 'Retrain 1 has begun since you looked; look again'],
    ] as const)
      await expect(cancel(wrong)).rejects.toMatchObject({
        cause: { message: expect.stringContaining(text) as string },
      });
    // What somebody has asked for since is another matter.
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'bob', comment: 'new labels' }] });
    await cancel(0);
    const { inFlight, triggers } = await monitor.query(stateQuery);
    expect({ inFlight, triggers }).toMatchObject({ inFlight: { generation: 1 }, triggers: [] });
    expect(inFlight).not.toHaveProperty('cancelled');
    await cancel(1);
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ inFlight }) => inFlight === null
    );
    expect(view.lastRetrain).toMatchObject({ status: 'cancelled', note: 'by ada: wrong labels' });
    const { decisions } = await monitor.query(explainQuery);
    expect(decisions.map(({ note }) => note)).toEqual(
      expect.arrayContaining([
        'retrain 1 cancelled by ada: wrong labels',
        'withdrawn while retrain 1 goes on, by ada: wrong labels',
      ])
    );
    await expect(monitor.executeUpdate(cancelUpdate, { args: [asked] })).rejects.toMatchObject({
      cause: { message: 'No retrain is under way, and nobody has asked for one' },
    });
    await eventually(
      () => endsOf(temporal, model, 'cancelled'),
      (ids) => ids.length > 0
    );
    expect((await metadataOf(temporal, retrainId)).currentDetails).toContain('**cancelled**');
  });

  it('that ends well is found by its outcome and version, and its details hold the gate', async () => {
    const { temporal } = worker;
    const model = newModel('outcome');
    const monitor = await startMonitor(temporal, scriptedMonitor(model));
    await monitor.signal(metricsSignal, accuracies(1, [0.5]));
    await eventually(
      () => monitor.query(stateQuery),
      ({ champion }) => champion === '1.0.0'
    );
    await eventually(
      () => endsOf(temporal, model, 'promoted'),
      (ids) => ids.length > 0
    );
    const { typedSearchAttributes } = await temporal.client.workflow.getHandle(retrainIdOf(model, 1)).describe();
    const written = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    expect(written).toMatchObject({ RetrainModel: model, RetrainOutcome: 'promoted', RetrainVersion: '1.0.0' });
    const { currentDetails = '' } = await metadataOf(temporal, retrainIdOf(model, 1));
    expect(currentDetails).toContain('**promoted**');
    expect(currentDetails).toContain('gate **passed**');
    expect(currentDetails).toMatch(/passed  minimum-samples/);
  });
});

describe('a monitor in the Temporal UI', () => {
  it('shows its streams in columns, and describes everything that can be sent to it or asked', async () => {
    const { temporal } = worker;
    const monitor = await startMonitor(temporal, scriptedMonitor(newModel('ui')));
    await monitor.signal(metricsSignal, accuracies(1, [0.5]));
    await eventually(
      () => monitor.query(stateQuery),
      ({ generation }) => generation === 1
    );
    const { definition, currentDetails = '' } = await metadataOf(temporal, monitor.workflowId);
    expect(currentDetails).toMatch(/^accuracy  \S+ +0\.5 +0\.5 +1$/m);
    expect(currentDetails).not.toContain('|---|');
    const described = [...(definition?.updateDefinitions ?? []), ...(definition?.queryDefinitions ?? [])];
    const own = described.filter(({ name }) => !name.startsWith('__'));
    expect(own.length).toBeGreaterThan(15);
    expect(own.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });
});
