import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FleetReader } from '../../../src/serve/gauges/fleet-reading.ts';
import type { MonitorClient } from '../../../src/client/monitor-client.ts';
import { ServeMetrics } from '../../../src/serve/gauges/serve-metrics.ts';
import { setUp } from '../../client/publish/set-up-publisher.ts';
import { workerMetrics, type WorkerMetric } from '../../../src/terms/worker-metrics.ts';

interface Exported {
  type: string;
  labels: string[];
}

const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');

/** The table below a heading of docs/metrics.md. */
function tableOf(heading: string): Record<string, Exported> {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const rows = section.split('\n## ')[0]!.matchAll(/^\| `(?<name>\w+)` +\| (?<type>\w+) +\| (?<labels>[^|]*)\|/gm);
  return Object.fromEntries(
    [...rows].map(({ groups }) => {
      const labels = [...groups!['labels']!.matchAll(/`(\w+)`/g)].map(([, label]) => label!);
      return [groups!['name'], { type: groups!['type']!, labels }];
    })
  );
}

const { publisher } = setUp();
const metrics = new ServeMetrics({
  publisher,
  fleet: () =>
    Promise.resolve({
      states: { drift: 1 },
      models: [
        { model: 'a:b', observations: 1, notJudged: 2, late: 3, newestAt: 4_000, approvalSince: 5, probationSince: 6 },
      ],
      metrics: [{ model: 'a:b', metric: 'accuracy', level: 'drift', toFiring: -0.1 }],
      leftOut: 7,
      unanswered: 2,
    }),
});

async function exported(): Promise<Record<string, Exported>> {
  publisher.record('a:b', { accuracy: 1 });
  metrics.answered('GET', '/metrics', 200, 0.1);
  const text = await metrics.text();
  const types = [...text.matchAll(/^# TYPE (?<name>\S+) (?<type>\w+)$/gm)].map(({ groups }) => groups!);
  return Object.fromEntries(
    types.map(({ name, type }) => {
      const [, labels = ''] = new RegExp(`^${name}(?:_count)?\\{([^}]*)\\}`, 'm').exec(text) ?? [];
      const names = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!);
      return [name, { type: type!, labels: names }];
    })
  );
}

describe('docs/metrics.md', () => {
  it('has exactly what the HTTP server exports, with its types and labels', async () => {
    const documented = { ...tableOf('The HTTP server'), ...tableOf('The publisher') };
    expect(Object.keys(documented).length).toBeGreaterThan(20);
    expect(documented).toEqual(await exported());
  });

  it('has exactly what a worker exports', () => {
    const all = Object.entries(workerMetrics).map(([name, { type, labels }]: [string, WorkerMetric]) => [
      name,
      { type, labels: Object.keys(labels) },
    ]);
    expect(tableOf('The worker')).toEqual(Object.fromEntries(all));
  });

  it('has names as Prometheus wants them', () => {
    const all = { ...tableOf('The HTTP server'), ...tableOf('The publisher'), ...tableOf('The worker') };
    for (const [name, { type }] of Object.entries(all)) {
      expect(name).toMatch(/^temporal_retrain_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });
});

describe('what the HTTP server tells of single models', () => {
  it('counts monitors that did not answer when they were asked', async () => {
    expect(await metrics.text()).toContain('temporal_retrain_monitors_unanswered 2');
    const silent = {
      count: (of?: object) => Promise.resolve(of ? 0 : 1),
      page: () => Promise.resolve({ monitors: [{ model: 'a:b' }], nextPage: null }),
      monitor: () => ({ explain: () => Promise.reject(new Error('no worker')) }),
    } as unknown as MonitorClient;
    expect(await new FleetReader(silent).read()).toMatchObject({ models: [], leftOut: 0, unanswered: 1 });
  });

  it('shows how long somebody has waited, and nothing of a monitor that is gone', async () => {
    const text = await metrics.text();
    expect(text).toContain('temporal_retrain_model_observations_not_judged_total{model="a:b"} 2');
    expect(text).toContain('temporal_retrain_model_newest_observation_timestamp_seconds{model="a:b"} 4');
    expect(text).toMatch(/temporal_retrain_approval_waiting_seconds\{model="a:b"\} 1\d{9}/);
    const later = new ServeMetrics({ publisher, fleet: () => Promise.resolve(undefined) });
    expect(await later.text()).not.toContain('a:b"} 2');
  });
});
