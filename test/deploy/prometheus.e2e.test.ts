import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { allQueries, metricsIn } from './names-in-queries.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../../src/server/free-port.ts';
import { leaveOut } from '../support/left-out.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { newModel } from '../support/scripted.ts';
import { promtoolProgram, RealPrometheus, withoutPrometheus, type Sample } from './real-prometheus.ts';
import { rainMonitor } from '../support/rain.ts';
import { startCli, type CliProcess } from '../cli/cli-process.ts';
import { startServer } from '../../src/serve/start-server.ts';
import type { RunningServer } from '../../src/serve/server-options.ts';

const rules = fileURLToPath(new URL('../../deploy/prometheus/rules.yaml', import.meta.url));
const run = promisify(execFile);

describe.skipIf(leaveOut(withoutPrometheus))('a real Prometheus', () => {
  const model = newModel('scraped');
  let folder: string;
  let worker: CliProcess;
  let client: MonitorClient;
  let server: RunningServer;
  let prometheus: RealPrometheus;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metrics-'));
    const [port = 0] = await freePorts(1);
    const taskQueue = newModel('queue');
    const args = ['worker', '--task-queue', taskQueue, '--home', folder, '--bundle', inject('bundlePath')];
    const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };
    worker = startCli([...args, '--metrics-port', String(port)], env);
    await worker.printed(/Polling/);
    client = await MonitorClient.connect({ taskQueue, env });
    server = await startServer({ client, port: 0 });
    // So that the SDK has a failed task to tell of: nobody knows this workflow.
    await client.client.workflow.start('unknown', { workflowId: newModel('unknown'), taskQueue, args: [] });
    const { metrics, retrain, ...rain } = rainMonitor(model);
    await client.monitor(model).ensure({ ...rain, metrics, retrain: { ...retrain, promotion: 'challenger' } });
    for (const accuracy of [0.9, 0.8, 0.5, 0.4]) client.monitor(model).record({ accuracy });
    await client.flush();
    const job = (name: string, target: string) => ({ job_name: name, static_configs: [{ targets: [target] }] });
    prometheus = await RealPrometheus.start({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [rules],
      scrape_configs: [
        job('temporal-retrain-server', `127.0.0.1:${server.port}`),
        job('temporal-retrain-worker', `127.0.0.1:${port}`),
      ],
    });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await server?.stop();
    await client?.monitor(model).stop({ actor: 'ada' });
    await client?.close();
    worker?.child.kill('SIGTERM');
    await worker?.ended;
    await rm(folder, { recursive: true, force: true });
  });

  it('reads both endpoints, and finds a retrain that ended, its challenger that waits, and calls of the registry', async () => {
    const first = (query: string): Promise<Sample | undefined> =>
      eventually(
        async () => (await prometheus.query(query))[0],
        (sample) => sample !== undefined && sample.value[1] !== '0'
      );
    const waiting = await first(`temporal_retrain_approval_waiting_seconds{model="${model}"}`);
    expect(waiting?.metric['job']).toBe('temporal-retrain-server');
    const ended = await first('temporal_retrain_retrains_total{outcome="awaiting-approval"}');
    expect(ended?.value[1]).toBe('1');
    expect(ended?.metric).toMatchObject({ job: 'temporal-retrain-worker', workflowType: 'monitorModel' });
    expect((await first('temporal_retrain_observations_total'))?.value[1]).toBe('4');
    expect(await first('temporal_retrain_registry_seconds_count{operation="register",outcome="ok"}')).toBeDefined();
    expect((await first('temporal_retrain_publisher_delivered_total'))?.value[1]).toBe('4');
    // What has not happened yet is 0, so that its first time is an increase.
    const [never] = await prometheus.query('temporal_retrain_retrains_total{outcome="failed"}');
    expect(never?.value[1]).toBe('0');
    const [series] = await prometheus.query('count({__name__=~"temporal_retrain_.*", job="temporal-retrain-worker"})');
    expect(Number(series?.value[1])).toBeGreaterThan(20);
    expect(Number(series?.value[1])).toBeLessThan(500);
  });

  it('knows every metric that rules and dashboards name', async () => {
    const queries = await allQueries();
    const names = [...new Set(queries.flatMap(({ query }) => metricsIn(query)))];
    expect(names.length).toBeGreaterThan(25);
    // How long a challenger waited is known once somebody has decided.
    const { approval } = await client.monitor(model).state();
    expect(approval, 'a challenger that waits').not.toBeNull();
    await client.monitor(model).approve({ actor: 'ada' });
    const unknown = async (): Promise<string[]> => {
      const found = (await Promise.all([scraped('server'), scraped('worker')])).flat();
      return names.filter((name) => !found.includes(name));
    };
    expect(await eventually(unknown, (left) => left.length === 0)).toEqual([]);
  });

  it('takes every query of rules and dashboards', async () => {
    for (const { where, query } of await allQueries())
      await expect(prometheus.query(query), where).resolves.toBeDefined();
  });

  it('has rules that promtool finds right, and that fire when they should', async () => {
    const { stdout } = await run(promtoolProgram ?? '', ['check', 'rules', rules]);
    expect(stdout).toMatch(/SUCCESS: \d{2} rules found/);
    const tested = await run(promtoolProgram ?? '', ['test', 'rules', rules.replace('.yaml', '.test.yaml')]);
    expect(tested.stdout).toContain('SUCCESS');
  });

  it('has a configuration that promtool finds right', async () => {
    const { stdout } = await run(promtoolProgram ?? '', ['check', 'config', rules.replace('rules', 'prometheus')]);
    expect(stdout).toContain('is valid prometheus config file');
  });

  async function scraped(job: string): Promise<string[]> {
    const answer = await fetch(
      `${prometheus.url}/api/v1/targets/metadata?match_target=${encodeURIComponent(`{job="temporal-retrain-${job}"}`)}`
    );
    const { data = [] } = (await answer.json()) as { data?: { metric: string }[] };
    return data.map(({ metric }) => metric);
  }
});
