import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { leaveOut } from '../../support/left-out.ts';
import { MonitorClient } from '../../../src/client/monitor-client.ts';
import { newModel, scriptedMonitor } from '../../support/scripted.ts';
import { RealPrometheus, withoutPrometheus } from '../../deploy/real-prometheus.ts';
import { ScrapeTarget } from '../../deploy/scrape-target.ts';
import { startScriptedWorker, type ScriptedWorker } from '../../support/scripted-worker.ts';
import { startServer } from '../../../src/serve/start-server.ts';
import type { RunningServer } from '../../../src/serve/server-options.ts';

describe.skipIf(leaveOut(withoutPrometheus))('the remote-write of a real Prometheus', () => {
  const model = newModel('written');
  const [, service] = model.split(':') as [string, string];
  const target = new ScrapeTarget(
    (n) => `# TYPE ranker_accuracy gauge\nranker_accuracy{service="${service}"} ${0.8 + n / 10_000}\nother 1\n`
  );
  const prometheusWrite = { model: 'test:{service}', metrics: { ranker_accuracy: 'accuracy' } };
  let worker: ScriptedWorker;
  let client: MonitorClient;
  let server: RunningServer;
  let prometheus: RealPrometheus;

  beforeAll(async () => {
    worker = await startScriptedWorker();
    const { client: temporal, taskQueue } = worker.temporal;
    client = new MonitorClient({ client: temporal, taskQueue });
    await client
      .monitor(model)
      .ensure(scriptedMonitor(model, {}, { metrics: { accuracy: { below: 0.1, window: 200 } } }));
    server = await startServer({ client, port: 0, prometheusWrite });
    prometheus = await RealPrometheus.start({
      global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
      scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [await target.listen()] }] }],
      remote_write: [
        {
          url: `${server.url}/v1/prometheus/write`,
          queue_config: {
            min_backoff: '50ms',
            max_backoff: '200ms',
            batch_send_deadline: '300ms',
            max_samples_per_send: 7,
          },
        },
      ],
    });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await target.close();
    await server?.stop();
    await client?.close();
    await worker?.stop();
  });

  it('brings every value once and in order, over a server that goes away and comes back', async () => {
    const values = async (atLeast: number): Promise<number[]> => {
      const read = async (): Promise<number[]> => (await client.monitor(model).window())['accuracy'] ?? [];
      const found = await eventually(read, ({ length }) => length >= atLeast);
      return found.map((value) => Math.round((value - 0.8) * 10_000));
    };
    await values(5);
    const { port } = server;
    await server.stop();
    const scraped = target.scrapes;
    await eventually(
      () => Promise.resolve(target.scrapes),
      (scrapes) => scrapes >= scraped + 10
    );
    server = await startServer({ client, port, prometheusWrite });
    const all = await values(scraped + 12);
    expect(all).toEqual(all.map((_, index) => all[0]! + index));
    const { counts } = await client.monitor(model).state();
    expect(counts).toMatchObject({ invalid: 0, unknownMetric: 0, outOfOrder: 0 });
    expect(await prometheus.query('prometheus_remote_storage_samples_failed_total > 0')).toEqual([]);
  });

  it('is told nothing but that all is well: series that are for no monitor are passed over', async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/temporal_retrain_prometheus_samples_passed_over_total\{reason="no-model"\} [1-9]/);
    expect(metrics).not.toMatch(/temporal_retrain_rows_refused_total\{reason="[a-z-]+"\} [1-9]/);
  });
});
