import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { finish } from '../../../src/backtest/steps.ts';
import { MonitorClient } from '../../../src/client/monitor-client.ts';
import { newModel, scriptedMonitor, startMonitor } from '../../support/scripted.ts';
import { playLife } from '../../../src/backtest/life/play.ts';
import { playMonitor } from '../../../src/backtest/life/play-monitor.ts';
import { readLife } from '../../../src/client/life/read-life.ts';
import { startScriptedWorker, type ScriptedWorker } from '../../support/scripted-worker.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { Life } from '../../../src/backtest/life/life.ts';
import type { MonitorView } from '../../../src/core/wire/answers.ts';

let worker: ScriptedWorker;
let client: MonitorClient;

beforeAll(async () => {
  worker = await startScriptedWorker();
  const { client: temporal, taskQueue } = worker.temporal;
  client = new MonitorClient({ client: temporal, taskQueue, answerTimeoutMs: 150_000 });
});
afterAll(async () => {
  await client.close();
  await worker.stop();
});

const asked = { actor: 'ana', comment: 'to see' };

/** A life with several runs: values, a drift, a retrain, a challenger that a person approves, a policy, a rollback. */
async function live(model: string): Promise<Life> {
  const file = scriptedMonitor(model, {}, { retrain: { promotion: 'challenger' } });
  await startMonitor(worker.temporal, file, { rollAfterEvents: 60 });
  const monitor = client.monitor(model);
  await monitor.retrain({ ...asked, severity: 'full' });
  await eventually(
    () => monitor.state(),
    ({ approval }) => approval !== null
  );
  await monitor.approve(asked);
  await eventually(
    () => monitor.state(),
    ({ champion }) => champion !== null
  );
  // Nothing served before: the registry refuses, with its reason for programs. A client would not have asked for it.
  await worker.temporal.client.workflow.getHandle(monitor.workflowId).executeUpdate('rollback', { args: [asked] });
  await eventually(
    () => monitor.state(),
    ({ commandFailed }) => commandFailed?.code === 'no-previous-version'
  );
  for (let i = 0; i < 30; i++) {
    monitor.record({ accuracy: 0.9 - 0.001 * i });
    await monitor.flush();
  }
  await monitor.pause(asked);
  for (let i = 0; i < 3; i++) monitor.record({ accuracy: 0.5 });
  await monitor.flush();
  await eventually(
    () => monitor.state(),
    ({ triggers }) => triggers.length > 0
  );
  await monitor.updatePolicy({ ...file, cooldown: '1s' }, asked);
  await monitor.resume(asked);
  await eventually(
    () => monitor.state(),
    ({ approval }) => approval !== null
  );
  await monitor.pause(asked);
  await monitor.reject(asked);
  await eventually(
    () => monitor.explain(),
    ({ judged }) => judged?.outcome === 'rejected'
  );
  // What it has asked for is answered: nothing more comes into it.
  await eventually(
    () => worker.temporal.client.workflow.getHandle(`monitor/${model}`).describe(),
    ({ raw }) => !raw.pendingActivities?.length && !raw.pendingWorkflowTask
  );
  // A run that has just begun has taken in nothing yet.
  return eventually(
    () => readLife(worker.temporal.client, model, { maxEvents: 100_000, timeoutMs: 120_000 }),
    ({ runs }) => runs.at(-1)!.tasks.length > 0
  );
}

/** Without what depends on when it is looked at: a hold that is about to run out, and how often it was looked at. */
function timeless<T extends Pick<MonitorView, 'holds' | 'counts'>>(view: T): T {
  const { holds, counts } = view;
  return {
    ...view,
    holds: holds.filter(({ until }) => until === null || until > Date.now() + 60_000),
    counts: { ...counts, evaluations: 0, none: 0 },
  };
}

describe('a life that is played', () => {
  it('ends as the monitor that has lived it, run by run, with its commands and answers', async () => {
    const model = newModel('played');
    const life = await live(model);
    expect(life.runs.length).toBeGreaterThan(2);
    expect(life.isCut).toBe(false);
    const { state, agreed, differed } = finish(playLife(life, () => undefined));
    expect({ agreed, differed }).toEqual({ agreed: life.runs.length - 1, differed: 0 });
    const real = await client.monitor(model).state();
    const { next: _, ...played } = viewOf(state!, Date.now());
    expect(timeless(real)).toMatchObject(timeless(played));
  });

  it('shows what the monitor saw and did: values, retrains, holds, who served, what people asked for', async () => {
    const model = newModel('drawn');
    const life = await live(model);
    const bounds = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, points: 1_000 };
    const played = finish(playMonitor(model, life, bounds));
    expect(played).toMatchObject({ fromBirth: true, agrees: true, observations: 33, runs: life.runs.length });
    const [accuracy] = played.series;
    expect(accuracy).toMatchObject({ metric: 'accuracy', segment: '', observations: 33, isSampled: false });
    expect(accuracy!.value.slice(0, 2)).toEqual([0.9, 0.899]);
    expect(accuracy!.level.at(-1)).toBe('drift');
    expect(accuracy!.detectors[0]?.statistic.at(-1)).toBeLessThan(accuracy!.detectors[0]!.limit.at(-1)!);
    expect(played.champions.map(({ by }) => by)).toEqual([null, 'ana']);
    expect(played.spans.filter(({ kind }) => kind === 'retrain').map(({ outcome }) => outcome)).toEqual([
      'awaiting-approval',
      'awaiting-approval',
    ]);
    // One that is young may be seen to start before.
    const held = played.spans.find(({ kind, by }) => kind === 'hold' && by !== 'starting');
    expect(held).toMatchObject({ by: 'paused', until: expect.any(Number) });
    expect(played.marks.filter(({ kind }) => kind === 'command').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['pause by ana: to see', 'resume by ana: to see', 'policy by ana: to see'])
    );
    expect(played.marks.find(({ kind }) => kind === 'drift')).toMatchObject({
      id: expect.stringMatching(/^accuracy\/\/[^/]+@\d+$/),
      metric: 'accuracy',
    });
    const { decisions } = await client.monitor(model).explain();
    expect(played.decisions.map(({ at, decision }) => [at, decision])).toEqual(
      decisions.toReversed().map(({ at, decision }) => [at, decision])
    );
  });

  it('costs the monitor no event', async () => {
    const model = newModel('idle');
    await client.monitor(model).ensure(scriptedMonitor(model));
    const workflow = worker.temporal.client.workflow.getHandle(`monitor/${model}`);
    await eventually(
      () => client.monitor(model).explain(),
      ({ holds }) => holds.length === 0
    );
    const { historyLength } = await workflow.describe();
    await readLife(worker.temporal.client, model, { maxEvents: 100_000, timeoutMs: 120_000 });
    expect((await workflow.describe()).historyLength).toBe(historyLength);
  });
});
