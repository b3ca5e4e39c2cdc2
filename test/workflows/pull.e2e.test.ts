import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { leaveOut } from '../support/left-out.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { monitorWorkflowId, pullScheduleId } from '../../src/terms/model-id.ts';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { prometheusSource } from '../../src/sources/prometheus-source.ts';
import { RealPrometheus, withoutPrometheus } from '../deploy/real-prometheus.ts';
import { schedulePull } from '../../src/client/pull-schedule.ts';
import { ScrapeTarget } from '../deploy/scrape-target.ts';
import { StandIn } from '../sources/stand-in.ts';
import { startScriptedWorker, type ScriptedWorker } from '../support/scripted-worker.ts';
import type { PullSpec } from '../../src/core/state-parts/pull.ts';

const asked = { actor: 'ada', comment: '' };
const metrics = { accuracy: { below: 0.1, window: 200 } };

describe('pulls on a schedule', () => {
  const standIn = new StandIn({ text: '{"status":"success","data":{"resultType":"matrix","result":[]}}' });
  let worker: ScriptedWorker;
  let client: MonitorClient;

  beforeAll(async () => {
    worker = await startScriptedWorker({
      sources: [prometheusSource({ name: 'prometheus', url: await standIn.listen() })],
    });
    const { client: temporal, taskQueue } = worker.temporal;
    client = new MonitorClient({ client: temporal, taskQueue });
  });

  afterAll(async () => {
    await client?.close();
    await worker?.stop();
    await standIn.close();
  });

  const described = async (model: string): Promise<unknown> => {
    const found = await client.client.schedule
      .getHandle(pullScheduleId(model))
      .describe()
      .catch(() => undefined);
    return found && 'args' in found.action ? [found.spec.intervals?.[0]?.every, found.action.args] : undefined;
  };

  it('begin with the monitor, follow its policy, and end with it', async () => {
    const model = newModel('pulled');
    const monitor = client.monitor(model);
    const file = (every: string, query = 'a') => ({
      ...scriptedMonitor(model, {}, { metrics }),
      pull: { every, queries: { accuracy: query } },
    });
    await monitor.ensure(file('5m'));
    expect(await described(model)).toMatchObject([
      300_000,
      [{ model, pull: { queries: { accuracy: { query: 'a' } } } }],
    ]);
    await monitor.ensure(file('7m'));
    expect(await described(model)).toMatchObject([300_000, {}]);
    await monitor.updatePolicy(file('1m', 'b'), asked);
    expect(await described(model)).toMatchObject([60_000, [{ pull: { queries: { accuracy: { query: 'b' } } } }]]);
    await monitor.updatePolicy(scriptedMonitor(model, {}, { metrics }), asked);
    expect(await described(model)).toBeUndefined();
    await monitor.updatePolicy(file('1m'), asked);
    expect(await described(model)).toBeDefined();
    await monitor.stop(asked);
    expect(await described(model)).toBeUndefined();
  });
});

describe('a query that fails', () => {
  const standIn = new StandIn({
    text: ({ start, end, step }) => {
      const values: [number, string][] = [];
      for (let at = Number(start); at <= Number(end); at += Number(step)) values.push([at, '0.8']);
      return JSON.stringify({
        status: 'success',
        data: { resultType: 'matrix', result: [{ metric: {}, values }] },
      });
    },
  });
  const parseError = '{"status":"error","errorType":"bad_data","error":"unknown function with name \\"bad\\""}';
  let worker: ScriptedWorker;
  let client: MonitorClient;

  beforeAll(async () => {
    worker = await startScriptedWorker({
      sources: [prometheusSource({ name: 'prometheus', url: await standIn.listen() })],
    });
    const { client: temporal, taskQueue } = worker.temporal;
    client = new MonitorClient({ client: temporal, taskQueue });
  });

  afterAll(async () => {
    await client?.close();
    await worker?.stop();
    await standIn.close();
  });

  it('is told from the start to the end, and keeps no other from being answered', async () => {
    const model = newModel('pulled');
    const monitor = client.monitor(model);
    standIn.fault = { status: 400, body: parseError };
    standIn.faultyQuery = 'bad(';
    const file = {
      ...scriptedMonitor(model, {}, { metrics: { accuracy: { below: 0.1 }, latencyMs: { above: 900 } } }),
      pull: { every: '10s', queries: { accuracy: 'bad(accuracy)', latencyMs: 'latency' } },
    };
    // Nobody waits for the first interval to be over.
    await monitor.ensure(file);
    const first = await eventually(
      () => monitor.state(),
      ({ pullFaults, series }) => pullFaults !== undefined && series.length > 0
    );
    expect(first.pullFaults).toMatchObject([
      { metric: 'accuracy', text: expect.stringContaining('unknown function with name "bad"') as string },
    ]);
    expect(first.series.map(({ metric }) => metric)).toEqual(['latencyMs']);
    const { taskQueue, client: temporal } = worker.temporal;
    const { config } = await monitor.config();
    // Faster than a policy may have it.
    const pull = { ...config.pull!, everyMs: 1_000 };
    await schedulePull(temporal, { model, pull }, { taskQueue, isNew: true });
    const n = async (metric: string): Promise<number> =>
      (await monitor.state()).series.find((one) => one.metric === metric)?.n ?? 0;
    const before = await n('latencyMs');
    await eventually(
      () => n('latencyMs'),
      (now) => now >= before + 3
    );
    expect((await monitor.state()).pullFaults).toHaveLength(1);
    standIn.faultyQuery = '';
    const all = await eventually(
      () => monitor.state(),
      ({ pullFaults }) => pullFaults?.length === 2
    );
    expect(all.pullFaults?.[0]?.since).toBe(first.pullFaults?.[0]?.since);
    standIn.fault = undefined;
    await eventually(
      () => monitor.state(),
      ({ pullFaults }) => pullFaults === undefined
    );
    await eventually(
      () => n('accuracy'),
      (now) => now > 0
    );
    const { decisions } = await monitor.explain();
    expect(decisions.map(({ reasonCodes }) => reasonCodes[0]).filter((code) => code?.startsWith('pull'))).toEqual([
      'pull-well',
      'pull-failed',
      'pull-failed',
    ]);
    await monitor.stop(asked);
  });
});

describe.skipIf(leaveOut(withoutPrometheus))('pulls from a real Prometheus', () => {
  const target = new ScrapeTarget((n) => `# TYPE ranker_accuracy gauge\nranker_accuracy ${0.8 + n / 10_000}\n`);
  const pull: PullSpec = {
    source: 'prometheus',
    everyMs: 1_000,
    delayMs: 1_000,
    catchUpMs: 3_600_000,
    queries: { accuracy: { query: 'ranker_accuracy', segment: null } },
  };
  const model = newModel('pulled');
  let prometheus: RealPrometheus;
  let standIn: StandIn;
  let worker: ScriptedWorker;
  let client: MonitorClient;

  beforeAll(async () => {
    const targets = [await target.listen()];
    prometheus = await RealPrometheus.start({
      global: { scrape_interval: '250ms', scrape_timeout: '250ms' },
      scrape_configs: [{ job_name: 'shop', static_configs: [{ targets }] }],
    });
    standIn = new StandIn({ url: prometheus.url });
    worker = await startScriptedWorker({
      sources: [prometheusSource({ name: 'prometheus', url: await standIn.listen() })],
    });
    const { client: temporal, taskQueue } = worker.temporal;
    client = new MonitorClient({ client: temporal, taskQueue });
    await eventually(
      () => Promise.resolve(target.scrapes),
      (scrapes) => scrapes > 2
    );
    await client.monitor(model).ensure(scriptedMonitor(model, {}, { metrics }));
    await schedulePull(temporal, { model, pull }, { taskQueue, isNew: true });
  });

  afterAll(async () => {
    await client?.monitor(model).stop(asked);
    await client?.close();
    await worker?.stop();
    await standIn?.close();
    await prometheus?.stop();
    await target.close();
  });

  const counts = async () => (await client.monitor(model).state()).counts;

  it('bring every value once, those of an outage too, whether it was told at once or only in the end', async () => {
    const atLeast = (n: number) => eventually(counts, ({ observations }) => observations >= n);
    await atLeast(3);
    // What is refused for good fails a pull; the next one goes on from the last that came to its end.
    for (const status of [401, 503]) {
      standIn.faulty = 0;
      standIn.fault = { status };
      await eventually(
        () => Promise.resolve(standIn.faulty),
        (faulty) => faulty >= 3
      );
      const during = await counts();
      standIn.fault = undefined;
      await atLeast(during.observations + 6);
    }
    await client.client.schedule.getHandle(pullScheduleId(model)).pause();
    const values = async (): Promise<number[]> => (await client.monitor(model).window())['accuracy'] ?? [];
    await eventually(
      async () => (await client.client.schedule.getHandle(pullScheduleId(model)).describe()).info.runningActions,
      ({ length }) => length === 0
    );
    const brought = await values();
    const { series } = await client.monitor(model).state();
    const { lastAt, n } = series[0]!;
    const form = new URLSearchParams({
      query: 'ranker_accuracy',
      start: String((lastAt - (n - 1) * pull.everyMs) / 1_000),
      end: String(lastAt / 1_000),
      step: '1',
    });
    const answer = await fetch(`${prometheus.url}/api/v1/query_range?${form.toString()}`);
    const { data } = (await answer.json()) as { data: { result: { values: [number, string][] }[] } };
    expect(brought).toEqual(data.result[0]?.values.map(([, text]) => Number(text)));
    expect(brought.length).toBe(n);
    expect(brought.length).toBeGreaterThanOrEqual(15);
  });

  it('leave nothing in the monitor’s history but what they bring', async () => {
    const { events } = await client.client.workflow.getHandle(monitorWorkflowId(model)).fetchHistory();
    const names = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName);
    // A tenant's kill switch, turned by another test, nudges every monitor of the server.
    const signals = names.filter((name) => name && name !== 'killSwitch');
    // A failure is told, and its end.
    expect(new Set(signals)).toEqual(new Set(['metrics', 'pulled']));
    const { batches, duplicates } = await counts();
    // A schedule may not know yet how far the pull came that it has just started.
    expect(signals.filter((name) => name === 'metrics').length).toBe(batches + duplicates);
    expect((await counts()).refusedBatches).toBe(0);
  });

  it('end themselves, with the first value that nobody takes', async () => {
    const schedule = client.client.schedule.getHandle(pullScheduleId(model));
    await client.client.workflow.getHandle(monitorWorkflowId(model)).terminate();
    await schedule.unpause();
    const isThere = (): Promise<boolean> =>
      schedule.describe().then(
        () => true,
        () => false
      );
    expect(await eventually(isThere, (there) => !there)).toBe(false);
    await client.monitor(model).ensure(scriptedMonitor(model, {}, { metrics }));
  });
});
