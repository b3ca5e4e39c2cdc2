import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request as httpRequest } from 'node:http';
import { connectClient } from '../../src/client/connect.ts';
import { endpoints } from '../../src/serve/openapi-document.ts';
import { eventually } from '../support/eventually.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { startServed, type Served } from './served.ts';
import { startServer } from '../../src/serve/start-server.ts';
import type { ProblemBody } from './world.ts';

let served: Served;
let ask: Served['ask'];
let client: MonitorClient;

beforeAll(async () => {
  served = await startServed();
  ({ ask, client } = served);
});
afterAll(() => served.stop());

describe('the HTTP server', () => {
  it('takes 10,000 rows twice under one number, and they count once', async () => {
    const model = newModel();
    await client.monitor(model).ensure(scriptedMonitor(model));
    const rows = Array.from({ length: 10_000 }, (_, i) => `{"accuracy":${0.8 + (i % 100) / 1_000}}\n`).join('');
    const path = `/v1/models/${model}/observations?source=nightly&sequence=1`;
    for (const _ of [1, 2])
      expect(await ask(path, { as: 'sender', body: rows })).toMatchObject({
        status: 200,
        body: { taken: 10_000, refused: 0, delivered: true },
      });
    const view = await eventually(
      () => client.monitor(model).state(),
      ({ counts }) => counts.repeated === 10_000
    );
    expect(view.counts).toMatchObject({ observations: 10_000, refusedBatches: 0 });
  });

  it('answers what its document says, of a monitor that has done something', async () => {
    const model = newModel();
    await served.withChallenger(model);
    await ask(`/v1/models/${model}/observations`, {
      as: 'sender',
      body: '{"accuracy":0.9}\n{"accuracy":0.8,"segment":"eu"}\n',
    });
    for (const { method, path, answers } of endpoints) {
      if (method !== 'get' || path.endsWith('/champion')) continue;
      const of = path.replace('{model}', model).replace('{generation}', '1');
      const { status, body } = await ask<unknown>(of, { as: 'viewer' });
      expect([path, status]).toEqual([path, 200]);
      expect(answers[200]?.schema.safeParse(body).error, path).toBeUndefined();
    }
    const { body } = await ask<{ series: { metric: string; segment: string; values: number[] }[] }>(
      `/v1/models/${model}/series`
    );
    expect(body.series).toMatchObject([
      { metric: 'accuracy', segment: '', values: [0.9] },
      { metric: 'accuracy', segment: 'eu', values: [0.8] },
    ]);
  });

  it('shows names and comments as the text that they are', async () => {
    const model = newModel();
    await client.monitor(model).ensure(scriptedMonitor(model));
    const hostile = '<script>alert(1)</script>';
    const body = `${JSON.stringify({ accuracy: 0.9, segment: hostile })}\n`;
    expect(await ask(`/v1/models/${model}/observations`, { as: 'sender', body })).toMatchObject({ status: 200 });
    await ask(`/v1/models/${model}/pause`, { body: { comment: hostile } });
    const answer = await fetch(`http://127.0.0.1:${served.server.port}/v1/models/${model}`, {
      headers: { authorization: `Bearer ${served.tokens.viewer}` },
    });
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(JSON.stringify(await answer.json())).toContain(hostile);
  });

  it('lists the fleet page by page, each monitor once, and refuses a page that is none', async () => {
    const tenant = `o'brien's ${newModel('tenant')}`;
    const models = Array.from({ length: 5 }, () => newModel('fleet'));
    for (const model of models) await client.monitor(model).ensure({ ...scriptedMonitor(model), tenant });
    const query = `?tenant=${encodeURIComponent(tenant)}&pageSize=2`;
    type Fleet = { monitors: { model: string; tenant: string }[]; nextPage: string | null };
    const all = async (): Promise<string[]> => {
      const found: string[] = [];
      for (let page: string | null = ''; page !== null;) {
        const { body }: { body: Fleet } = await ask<Fleet>(`/v1/models${query}${page === '' ? '' : `&page=${page}`}`, {
          as: 'viewer',
        });
        expect(body.monitors.length).toBeLessThanOrEqual(2);
        found.push(...body.monitors.map(({ model }) => model));
        page = body.nextPage;
      }
      return found;
    };
    const found = await eventually(all, (list) => list.length >= 5);
    expect(found.sort()).toEqual(models.sort());
    expect(await ask('/v1/models?page=bm9uZQ')).toMatchObject({ status: 422 });
  });

  it('has metrics that promtool would take, with the fleet in them', async () => {
    const text = await eventually(
      async () => {
        const headers = { authorization: `Bearer ${served.tokens.viewer}` };
        return (await fetch(`http://127.0.0.1:${served.server.port}/metrics`, { headers })).text();
      },
      (metrics) =>
        /temporal_retrain_metric_level\{model="/.test(metrics) && metrics.includes('temporal_retrain_fleet_unread 0')
    );
    expect(text).toMatch(/^temporal_retrain_observations_taken_total [1-9]/m);
    expect(text.split('\n').length).toBeLessThan(3_000);
  });

  it('stays up when a sender goes away in the middle of a body', async () => {
    const model = newModel();
    await client.monitor(model).ensure(scriptedMonitor(model));
    await new Promise<void>((done) => {
      const sent = httpRequest({
        port: served.server.port,
        method: 'POST',
        path: `/v1/models/${model}/observations`,
        headers: {
          authorization: `Bearer ${served.tokens.sender}`,
          'content-type': 'application/x-ndjson',
          'content-length': 1_000,
        },
      });
      sent.on('error', () => done());
      sent.write('{"accuracy":0.9}\n{"accu', () => setImmediate(() => sent.destroy()));
    });
    expect(await ask(`/v1/models/${model}`)).toMatchObject({ status: 200 });
  });
});

describe('a server that nobody guards', () => {
  it('does not start elsewhere than on loopback', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.0.1'])
      await expect(startServer({ client, host, port: 0 })).rejects.toThrow('Expected a way to tell who asks');
  });

  it('answers on loopback in the name of its user, and by its own names only', async () => {
    const open = await startServer({ client, port: 0, localActor: 'ada' });
    try {
      const model = newModel();
      await client.monitor(model).ensure(scriptedMonitor(model));
      const paused = await fetch(`${open.url}/v1/models/${model}/pause`, { method: 'POST' });
      expect(await paused.json()).toMatchObject({ pausedBy: { actor: 'ada' } });
      const status = await new Promise((resolve) => {
        httpRequest({ port: open.port, path: '/v1/models', headers: { host: 'evil.example' } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).end();
      });
      expect(status).toBe(421);
    } finally {
      await open.stop();
    }
  });
});

describe('without a worker, or without a server', () => {
  it('says which of the two it is, and takes observations as long as there is somebody to keep them', async () => {
    const model = newModel();
    const { client: temporal } = served.worker.temporal;
    const lonely = new MonitorClient({ client: temporal, taskQueue: `nobody-${model}`, answerTimeoutMs: 1_500 });
    await lonely.monitor(model).ensure(scriptedMonitor(model));
    const open = await startServer({ client: lonely, port: 0, localActor: 'ada' });
    // Its connection stays open: the SDK still retries on it for a while after a call has failed.
    const nowhere = await connectClient({ address: '127.0.0.1:1', lazy: true });
    const gone = new MonitorClient({ client: nowhere, answerTimeoutMs: 1_500 });
    const dead = await startServer({ client: gone, port: 0, localActor: 'ada' });
    try {
      const view = await fetch(`${open.url}/v1/models/${model}`);
      expect({ status: view.status, type: ((await view.json()) as ProblemBody).type }).toEqual({
        status: 503,
        type: expect.stringContaining('#no-worker'),
      });
      const sent = await fetch(`${open.url}/v1/models/${model}/observations`, {
        method: 'POST',
        body: 'accuracy\n0.9\n',
      });
      expect({ status: sent.status, body: await sent.json() }).toMatchObject({
        status: 200,
        body: { taken: 1, namesChecked: false, delivered: true },
      });
      for (const path of [`/v1/models/${model}`, '/v1/models', '/readyz']) {
        const answer = await fetch(`${dead.url}${path}`);
        expect([path, answer.status]).toEqual([path, 502]);
        expect(((await answer.json()) as ProblemBody).type).toContain('#server-gone');
      }
      expect((await fetch(`${dead.url}/healthz`)).status).toBe(200);
      expect(await (await fetch(`${dead.url}/metrics`)).text()).toContain('temporal_retrain_fleet_unread 1');
    } finally {
      await Promise.all([open.stop(), dead.stop()]);
      await Promise.all([lonely.close({ timeoutMs: 0 }), gone.close({ timeoutMs: 0 })]);
      await temporal.workflow.getHandle(`monitor/${model}`).terminate();
    }
  });
});
