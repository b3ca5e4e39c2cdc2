import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpTrainer } from '../../../src/trainers/http/http-trainer.ts';
import { fakeJob } from '../../fakes/job.ts';
import type { HttpTrainerOptions } from '../../../src/trainers/http/options.ts';
import type { Trainer, TrainRequest } from '../../../src/trainers/trainer.ts';

// A service that makes every job it is asked for, by its key, and never says so.

const alive = new Set<string>();
const calls: string[] = [];
let deaf: Server;
let base: string;
beforeEach(async () => {
  alive.clear();
  calls.length = 0;
  deaf = createServer(({ method, url = '', headers }, response) => {
    calls.push(`${method} ${url}`);
    const id = decodeURIComponent(url.split('/').at(-1) ?? '');
    if (method === 'POST') return void alive.add(String(headers['idempotency-key']));
    if (!alive.has(id)) response.statusCode = 404;
    if (method === 'DELETE') alive.delete(id);
    response.end('{"state": "running"}');
  });
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}/jobs`;
});
afterEach(async () => {
  deaf.closeAllConnections();
  await new Promise((resolve) => deaf.close(resolve));
});

function trainerWith(changes: Partial<HttpTrainerOptions['train']>): Trainer {
  const job = { submit: { url: base }, job: '{{key}}', poll: { url: `${base}/{{job}}`, everyMs: 5 }, ...changes };
  return createHttpTrainer({
    train: job,
    evaluate: job,
    retries: 1,
    retryDelayMs: 1,
    requestTimeoutMs: 100,
    timeoutMs: 200,
  });
}

const request: TrainRequest = {
  model: 'shop:ranker',
  retrainId: 'retrain/1',
  attempt: 1,
  kind: 'full',
  base: null,
  hyperparameters: {},
  seed: 1,
  data: { to: null, holdoutSamples: 0 },
  options: {},
};

test('a job whose submit was never answered is cancelled by the id that was known beforehand', async () => {
  const trainer = trainerWith({ cancel: { url: `${base}/{{job}}` } });
  for (const attempt of [1, 2]) {
    await expect(trainer.train({ ...request, attempt }, fakeJob())).rejects.toMatchObject({ permanent: false });
    expect([...alive]).toEqual([]);
  }
  expect(calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(2);
});

test('a job whose submit was never answered, and that cannot be cancelled, is gone on with by the next attempt', async () => {
  const trainer = trainerWith({});
  const job = fakeJob();
  await expect(trainer.train(request, job)).rejects.toThrow(/POST .* failed/);
  const again = trainer.train({ ...request, attempt: 2 }, fakeJob({ lastProgress: job.heartbeats.at(-1) }));
  await expect(again).rejects.toThrow(/to end within 200 ms/);
  expect([...alive]).toEqual(['train/shop:ranker/retrain/1/1']);
});

test('a job whose id only the answer could have told is left to the service', async () => {
  const trainer = trainerWith({ job: '{{ response.id }}', cancel: { url: `${base}/{{job}}` } });
  await expect(trainer.train(request, fakeJob())).rejects.toThrow(/POST .* failed/);
  expect(calls.map((call) => call.split(' ')[0])).toEqual(['POST', 'POST']);
});
