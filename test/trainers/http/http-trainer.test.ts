import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHttpTrainer } from '../../../src/trainers/http/http-trainer.ts';
import type { HttpTrainerOptions } from '../../../src/trainers/http/options.ts';
import type { Trainer, TrainRequest, TrainResult } from '../../../src/trainers/trainer.ts';
import { fakeJob, type FakeJob } from '../../fakes/job.ts';
import { trainRequest, trainResult as result } from '../../fakes/train-request.ts';
import { JobServer, type Call, type Fault } from '../../fakes/job-server.ts';

/** Every wait that the trainer asked for, in milliseconds; none of them takes longer than a moment here. */
const waits: number[] = [];
vi.mock(import('node:timers/promises'), async (original) => {
  const timers = await original();
  const setTimeout: typeof timers.setTimeout = (ms = 0, value, options) =>
    timers.setTimeout(waits.push(ms) && Math.min(ms, 5), value, options);
  return { ...timers, setTimeout };
});

/** Trains until told otherwise: what the service's jobs do is the business of each test. */
let work: (job: { signal: AbortSignal }) => Promise<unknown> = async () => result;
const worker = {
  name: 'fake',
  train: (_: TrainRequest, job: { signal: AbortSignal }) => work(job),
} as unknown as Trainer;

let server: JobServer;
let url: string;
beforeAll(async () => {
  server = new JobServer(worker);
  url = await server.listen();
});
afterAll(() => server.close());
afterEach(() => {
  server.fault = () => undefined;
  server.calls.length = 0;
  work = async () => result;
});

function trainerWith(
  changes: Partial<HttpTrainerOptions> = {},
  jobChanges: Partial<HttpTrainerOptions['train']> = {}
): Trainer {
  const job = {
    submit: {
      url: `${url}/jobs`,
      body: { action: '{{action}}', request: '{{request}}', checkpoint: '{{checkpoint}}' },
    },
    poll: { url: `${url}/jobs/{{job}}`, everyMs: 5 },
    cancel: { url: `${url}/jobs/{{job}}` },
    ...jobChanges,
  };
  return createHttpTrainer({ train: job, evaluate: job, retryDelayMs: 1, ...changes });
}

const train = (
  trainer = trainerWith(),
  job: FakeJob = fakeJob(),
  changes: Partial<TrainRequest> = {}
): Promise<TrainResult> => trainer.train(trainRequest(changes), job);

/** The fault for the first `times` calls of a method. */
const failing = (method: string, fault: Fault, times = 1): ((call: Call) => Fault | undefined) => {
  let left = times;
  return (call) => (call.method === method && (left -= 1) >= 0 ? fault : undefined);
};
const submits = (): Call[] => server.calls.filter(({ method }) => method === 'POST');
const untilAborted = ({ signal }: { signal: AbortSignal }): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

describe('calls', () => {
  test('a request reaches the service as it is, with headers and a key of its own for each attempt and trial', async () => {
    const nasty = { '$(x)': '";\n{{key}}', '{{request}}': ['{{job}}'] };
    const trainer = trainerWith({ headers: { authorization: 'Bearer t0ken' } });
    const first = trainRequest({ options: nasty });
    await trainer.train(first, fakeJob());
    await trainer.train({ ...first, attempt: 2 }, fakeJob());
    await trainer.train({ ...first, trial: { number: 4 } }, fakeJob());
    expect(submits()[0]).toMatchObject({
      body: { action: 'train', request: first },
      headers: { authorization: 'Bearer t0ken' },
    });
    expect(new Set(submits().map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
  });

  test('every request goes on with the trace that the job is a part of', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await trainerWith().train(trainRequest(), Object.assign(fakeJob(), { trace: { traceparent } }));
    expect(new Set(server.calls.map(({ headers }) => headers.traceparent))).toEqual(new Set([traceparent]));
  });

  test.for([429, 500, 503, 408])('an answer %i is passing: the call is repeated', async (status) => {
    server.fault = failing('POST', { status }, 2);
    const job = fakeJob();
    await expect(train(trainerWith(), job)).resolves.toEqual(result);
    expect(submits()).toHaveLength(3);
    expect(new Set(submits().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(job.logs.filter(({ message }) => message === 'trying again')).toHaveLength(2);
  });

  test.for([400, 401, 403, 404, 422])('an answer %i to a submit is final', async (status) => {
    server.fault = failing('POST', { status, body: 'you may not' });
    await expect(train()).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: expect.stringMatching(new RegExp(`POST ${url}/jobs to answer 2xx, got ${status}: you may not`)),
    });
    expect(submits()).toHaveLength(1);
  });

  test('a service that stays broken is given up, to be tried again later', async () => {
    server.fault = () => ({ status: 502 });
    await expect(train(trainerWith({ retries: 2 }))).rejects.toMatchObject({ permanent: false });
    expect(submits()).toHaveLength(3);
  });

  test('a wait that the service asks for is kept', async () => {
    server.fault = failing('POST', { status: 429, headers: { 'retry-after': '1' } });
    waits.length = 0;
    await train();
    expect(waits).toContain(1000);
  });

  test('a submit whose answer was lost does not start a second job', async () => {
    const before = server.jobs.size;
    server.fault = failing('POST', { status: 504, afterWork: true });
    await expect(train()).resolves.toEqual(result);
    expect(server.jobs.size - before).toBe(1);
  });

  test('a redirect is refused, as it could carry the authorization elsewhere', async () => {
    server.fault = failing('POST', { status: 302, headers: { location: 'http://127.0.0.1:1/' } });
    await expect(train()).rejects.toMatchObject({ permanent: true, message: expect.stringMatching(/302/) });
  });

  test.for([
    ['HTML', { status: 200, body: '<html>login</html>' }, /Expected JSON .*got `<html>/],
    ['no id', { status: 200, body: '{}' }, /placeholder `\{\{response\.id\}\}`/],
    ['an id that is a list', { status: 200, body: '{"id": []}' }, /hold the job's id/],
  ] as const)('%s in answer to a submit is an error that says so', async ([, fault, message]) => {
    server.fault = failing('POST', fault);
    await expect(train()).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: expect.stringMatching(message),
    });
  });

  test('an answer larger than allowed is cut off', async () => {
    server.fault = failing('GET', { status: 200, body: `"${'x'.repeat(100_000)}"` });
    await expect(train(trainerWith({ maximumAnswerBytes: 50_000 }))).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/at most 50000 bytes/),
    });
  });

  test('a service that nobody runs is tried again, then given up for now', async () => {
    const submit = { url: 'http://127.0.0.1:9/jobs' };
    await expect(train(trainerWith({ retries: 1 }, { submit }))).rejects.toMatchObject({
      permanent: false,
      message: expect.stringMatching(/POST http:\/\/127\.0\.0\.1:9\/jobs failed/),
    });
  });

  test.for(['../admin', '..', 'a/b?c=d#e', '%2e%2e'])('a job id like `%s` cannot change where calls go', async (id) => {
    server.fault = (call) => (call.method === 'POST' ? { status: 200, body: JSON.stringify({ id }) } : undefined);
    await expect(train()).rejects.toMatchObject({ name: 'TrainingError' });
    for (const call of server.calls.slice(1)) expect(call.url).toBe(`/jobs/${encodeURIComponent(id)}`);
  });

  test('a call that hangs is ended by its time-out', async () => {
    const hanging: Server = createServer(() => {});
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const submit = { url: `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/` };
    await expect(train(trainerWith({ retries: 0, requestTimeoutMs: 100 }, { submit }))).rejects.toMatchObject({
      permanent: false,
      message: expect.stringMatching(/no complete answer within 100 ms$/),
    });
    hanging.closeAllConnections();
    await new Promise((resolve) => hanging.close(resolve));
  });
});

describe('jobs', () => {
  test('a failed job is an error with its reason, and permanent when the service says so', async () => {
    for (const permanent of [true, false]) {
      work = () => Promise.reject(Object.assign(new Error('out of memory on node 7'), { permanent }));
      await expect(train()).rejects.toMatchObject({
        name: 'TrainingError',
        permanent,
        message: expect.stringMatching(/out of memory on node 7/),
      });
    }
  });

  test('a job of an earlier attempt that still runs is taken up', async () => {
    let finish: (value: unknown) => void = () => {};
    work = () => new Promise((resolve) => (finish = resolve));
    const asked = trainRequest();
    const crashed = fakeJob();
    const lost = trainerWith({}, { cancel: undefined }).train(asked, crashed);
    await expect.poll(() => crashed.heartbeats.length).toBeGreaterThan(0);
    crashed.abort();
    await expect(lost).rejects.toThrow('cancelled by the test');
    const again = trainerWith().train({ ...asked, attempt: 2 }, fakeJob({ lastProgress: crashed.heartbeats.at(-1) }));
    finish(result);
    await expect(again).resolves.toEqual(result);
    expect(submits()).toHaveLength(1);
  });

  test('an earlier job that fails once taken up is followed by a new one, which gets its checkpoint', async () => {
    const asked = trainRequest();
    work = untilAborted;
    const crashed = fakeJob();
    const lost = trainerWith({}, { cancel: undefined }).train(asked, crashed);
    await expect.poll(() => crashed.heartbeats.length).toBeGreaterThan(0);
    crashed.abort();
    await expect(lost).rejects.toThrow('cancelled by the test');
    const lastProgress = {
      fraction: 0.5,
      message: '',
      checkpoint: `${crashed.heartbeats.at(-1)?.checkpoint}&checkpoint=s3%3A%2F%2Fb%2F1`,
    };
    const again = trainerWith().train({ ...asked, attempt: 2 }, fakeJob({ lastProgress }));
    work = async () => result;
    [...server.jobs.values()].at(-1)?.context.abort();
    await expect(again).resolves.toEqual(result);
    expect(submits().map(({ body }) => body)).toMatchObject([{ checkpoint: null }, { checkpoint: 's3://b/1' }]);
  });

  test.for([
    ['is gone', 'http-job:?job=job-0'],
    ['was none of ours', 's3://bucket/step-1'],
  ])('an earlier job that %s is followed by a new one', async ([, checkpoint]) => {
    const job = fakeJob({ lastProgress: { fraction: 0.5, message: '', checkpoint } });
    await expect(train(trainerWith(), job, { attempt: 2 })).resolves.toEqual(result);
    expect(submits()).toHaveLength(1);
  });

  test('a job that the service forgets is an error that a retry may mend', async () => {
    server.fault = failing('GET', { status: 404 });
    await expect(train()).rejects.toMatchObject({
      permanent: false,
      message: expect.stringMatching(/no longer knows it/),
    });
  });

  test('a job over its time is cancelled, and may be tried again', async () => {
    work = untilAborted;
    await expect(train(trainerWith({ timeoutMs: 60 }))).rejects.toMatchObject({
      permanent: false,
      message: expect.stringMatching(/within 60 ms/),
    });
    await expect.poll(() => [...server.jobs.values()].at(-1)?.state).toBe('cancelled');
  });

  test('a cancelled job is cancelled on the service too, even when that is slow to agree', async () => {
    work = untilAborted;
    server.fault = failing('DELETE', { status: 503 });
    const job = fakeJob({ onHeartbeat: (_, self) => self.abort() });
    await expect(train(trainerWith(), job)).rejects.toThrow('cancelled by the test');
    await expect.poll(() => [...server.jobs.values()].at(-1)?.state).toBe('cancelled');
  });

  test.for([
    ['NaN as null', { ...result, metrics: { accuracy: null } }, /`metrics\.accuracy`/],
    ['no metrics', { ...result, metrics: {} }, /at least one metric/],
    ['a bare path', { ...result, artifact: '/models/1.bin' }, /uri, sha256 and bytes/],
    ['a digest of another kind', { ...result, artifact: { ...result.artifact, sha256: 'md5' } }, /artifact/],
    ['nothing', undefined, /valid/],
  ] as const)('a result with %s is refused for good', async ([, value, message]) => {
    work = async () => value;
    await expect(train()).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: expect.stringMatching(message),
    });
  });

  test.for([
    's3://models-of-others/1.bin',
    's3://models/../others/1.bin',
    's3://models/%2e%2e/1.bin',
    'file:///etc/passwd',
    'FILE:///models/ranker/1.bin',
    'S3://models/ranker/../others/1.bin',
  ])('an artifact at %s is outside the root s3://models/ranker/', async (uri) => {
    work = async () => ({ ...result, artifact: { ...result.artifact, uri } });
    await expect(train(trainerWith({ artifactRoots: ['s3://models/ranker/'] }))).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/to be under/),
    });
  });
});

test('what a service says of an artifact is handed on as it was checked', async () => {
  work = async () => ({ ...result, artifact: { ...result.artifact, uri: 'FILE:///models/old/../1.bin' } });
  const { artifact } = await train(trainerWith({ artifactRoots: ['file:///models/'] }));
  expect(artifact.uri).toBe('file:///models/1.bin');
});
