import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { createHttpTrainer } from '../../../src/trainers/http/http-trainer.ts';
import { fakeJob } from '../../fakes/job.ts';
import { trainRequest, trainResult as result } from '../../fakes/train-request.ts';
import type { TrainRequest } from '../../../src/trainers/trainer.ts';

describe('other services', () => {
  test('an Airflow DAG run is triggered, watched, and its result read from XCom', async () => {
    const { calls, close, base } = await scripted([
      ['POST', '/api/v1/dags/train/dagRuns', 409, { title: 'Conflict' }],
      ['GET', '/dagRuns/NAME', 200, { state: 'running' }],
      ['GET', '/dagRuns/NAME', 200, { state: 'success' }],
      ['GET', '/xcomEntries/return_value', 200, { key: 'return_value', value: JSON.stringify(result) }],
    ]);
    const runsUrl = `${base}/api/v1/dags/train/dagRuns`;
    const job = {
      submit: { url: runsUrl, body: { dag_run_id: '{{name}}', conf: '{{request}}' } },
      job: '{{name}}',
      poll: { url: `${runsUrl}/{{job}}`, everyMs: 5 },
      cancel: { method: 'PATCH' as const, url: `${runsUrl}/{{job}}`, body: { state: 'failed' } },
      failed: { path: 'state', in: ['failed'] },
      result: { fetch: { url: `${runsUrl}/{{job}}/taskInstances/train/xcomEntries/return_value` }, path: 'value' },
    };
    await expect(createHttpTrainer({ train: job, evaluate: job }).train(trainRequest(), fakeJob())).resolves.toEqual(
      result
    );
    const sent = calls[0]?.body as { dag_run_id: string; conf: TrainRequest };
    expect(sent.dag_run_id).toMatch(/^[a-z0-9-]{1,63}$/);
    expect(sent.conf.model).toBe('shop:ranker');
    expect(calls.map(({ url: path }) => path)).toEqual([
      '/api/v1/dags/train/dagRuns',
      `/api/v1/dags/train/dagRuns/${sent.dag_run_id}`,
      `/api/v1/dags/train/dagRuns/${sent.dag_run_id}`,
      `/api/v1/dags/train/dagRuns/${sent.dag_run_id}/taskInstances/train/xcomEntries/return_value`,
    ]);
    await close();
  });

  test('a Kubernetes job is created, watched by its counters, and fails when its pods do', async () => {
    const { calls, close, base } = await scripted([
      ['POST', '/jobs', 201, { metadata: { name: 'x' } }],
      ['GET', '/jobs/NAME', 200, { status: { active: 1 } }],
      [
        'GET',
        '/jobs/NAME',
        200,
        { status: { failed: 1, conditions: [{ type: 'Failed', message: 'BackoffLimitExceeded' }] } },
      ],
    ]);
    const jobs = `${base}/apis/batch/v1/namespaces/ml/jobs`;
    const env = [{ name: 'REQUEST', value: 'training {{request.model}}: {{request.hyperparameters}}' }];
    const job = {
      submit: { url: jobs, body: { kind: 'Job', metadata: { name: '{{name}}' }, spec: { backoffLimit: 0, env } } },
      job: '{{name}}',
      poll: { url: `${jobs}/{{job}}`, everyMs: 5 },
      succeeded: { path: 'status.succeeded', in: [1] },
      failed: { path: 'status.failed', in: [1] },
      error: 'status.conditions.0.message',
    };
    const trainer = createHttpTrainer({ train: job, evaluate: job });
    await expect(trainer.train(trainRequest({ hyperparameters: { lr: 0.1 } }), fakeJob())).rejects.toThrow(
      /failed: BackoffLimitExceeded/
    );
    expect(calls[0]?.body).toMatchObject({ spec: { env: [{ value: 'training shop:ranker: {"lr":0.1}' }] } });
    await close();
  });
});

/** A service that answers a fixed list of calls and checks their order. */
async function scripted(steps: [method: string, path: string, status: number, body: unknown][]) {
  const calls: { url: string; body: unknown }[] = [];
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await readText(incoming);
    const [method, path, status, body] = steps[calls.length] ?? ['', '', 500, null];
    calls.push({ url: incoming.url ?? '', body: text === '' ? null : JSON.parse(text) });
    const fits = incoming.method === method && (incoming.url ?? '').replace(/retrain-[0-9a-f]+/, 'NAME').endsWith(path);
    response.writeHead(fits ? status : 500).end(JSON.stringify(fits ? body : `expected ${method} ${path}`));
  };
  const http = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<unknown> => {
    http.closeAllConnections();
    return new Promise((resolve) => http.close(resolve));
  };
  return { calls, close, base: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}
