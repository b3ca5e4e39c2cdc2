import { afterEach, describe, expect, it, vi } from 'vitest';
import { readFileSync } from 'node:fs';
import { ServiceError } from '@temporalio/client';
import { kindOf, problemOf } from '../../src/serve/problem/problem-of.ts';
import { problemKinds, problemType, type ProblemKind, Refusal } from '../../src/serve/problem/refusal.ts';
import { grpcCodes } from '../../src/server/grpc-status.ts';
import {
  BackPressureError,
  CommandRejectedError,
  ConfigurationError,
  InvalidMetricError,
  MonitorNotFoundError,
  NoWorkerError,
  RegistryError,
  ServerUnavailableError,
  SpoolError,
} from '../../src/terms/errors.ts';
import { createWorld, model, post, problemIn } from './world.ts';

const call = (code: number): Error =>
  new ServerUnavailableError('The query failed', {
    cause: Object.assign(new Error('x'), { code, details: 'x', metadata: {} }),
  });

describe('the mapping of errors', () => {
  it.each<[Error, ProblemKind, number]>([
    [new MonitorNotFoundError('x'), 'unknown-model', 404],
    [new CommandRejectedError('x'), 'refused', 409],
    [new ConfigurationError('x'), 'invalid', 422],
    [new InvalidMetricError('x'), 'invalid', 422],
    [new BackPressureError('x'), 'busy', 503],
    [new SpoolError('x'), 'busy', 503],
    [new RegistryError('x'), 'registry', 502],
    [call(grpcCodes.unavailable), 'server-gone', 502],
    [call(grpcCodes.deadlineExceeded), 'server-gone', 502],
    [call(grpcCodes.permissionDenied), 'server-refuses', 502],
    [call(grpcCodes.unauthenticated), 'server-refuses', 502],
    [new ServerUnavailableError('x'), 'server-gone', 502],
    [
      new ServiceError('x', { cause: Object.assign(new Error('x'), { code: 14, details: 'x', metadata: {} }) }),
      'server-gone',
      502,
    ],
    [new NoWorkerError('x', 'queue'), 'no-worker', 503],
    [new TypeError('secret'), 'unexpected', 500],
    [Object.assign(new Error('x'), { name: 'constructor' }), 'unexpected', 500],
  ])('calls %s %s', (error, kind, status) => {
    expect(kindOf(error)).toBe(kind);
    expect(problemOf(error)).toMatchObject({ status, type: problemType(kind) });
  });

  it('says what the command line says, with code and faults for programs', () => {
    const issues = [{ field: 'comment', message: 'too long' }];
    expect(problemOf(new ConfigurationError('Expected it', { issues }))).toMatchObject({
      detail: 'Expected it',
      issues,
    });
    const refused = new CommandRejectedError('Already approved by ana', { code: 'already-approved' });
    expect(problemOf(refused)).toMatchObject({ detail: 'Already approved by ana', code: 'already-approved' });
    expect(problemOf(new Refusal('wrong-role', 'No'))).toEqual({
      type: problemType('wrong-role'),
      title: problemKinds['wrong-role'].title,
      status: 403,
      detail: 'No',
    });
  });

  it('tells nothing of an error that nobody foresaw, but to whoever runs the server', async () => {
    const { request, notes } = createWorld({ silent: () => new TypeError('secret') });
    const answer = await request(`/v1/models/${model}`);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(await problemIn(answer))).not.toContain('secret');
    expect(notes.join()).toContain('TypeError: secret');
  });

  it.each([
    ['shop:rankr', 'did you mean `shop:ranker`?'],
    [
      'shop:nothing',
      '`temporal-retrain monitor list` shows those that run, `temporal-retrain monitor start <file>` starts one',
    ],
  ])('says of %s, which does not run, what the command line says', async (name, next) => {
    const problem = await problemIn(await createWorld().request(`/v1/models/${name}`));
    expect(problem).toMatchObject({ status: 404, detail: `No monitor of \`${name}\` is running; ${next}` });
  });

  it('has a place in the docs for every kind', () => {
    const docs = readFileSync('docs/serve.md', 'utf8');
    for (const [kind, { status }] of Object.entries(problemKinds))
      expect(docs).toMatch(new RegExp(`\\| <a id="${kind}"></a>\`${kind}\` +\\| ${status} `));
  });
});

describe('a request that cannot be meant', () => {
  it.each([
    ['GET', '/nowhere', 404],
    ['GET', '/v1/models/../../etc/passwd', 404],
    ['DELETE', '/v1/models', 405],
    ['GET', `/v1/models/${model}/pause`, 405],
    ['POST', '/metrics', 405],
    ['GET', '/v1/models/nothing', 422],
    ['GET', '/v1/models/shop:nothing', 404],
    ['GET', '/v1/models?pageSize=0', 422],
    ['GET', "/v1/models?state='%20OR%201=1", 422],
    ['GET', '/v1/models?page=%00', 422],
    ['GET', '/v1/models?state=running', 422],
    ['GET', '/v1/models?state=Drift', 422],
    ['GET', `/v1/models/${model}/played?from=2026-03-02T12:00:00Z&to=2026-03-02T11:00:00Z`, 422],
  ])('is a problem: %s %s', async (method, path, status) => {
    const answer = await createWorld().request(path, { method });
    expect(answer.status).toBe(status);
    expect((await problemIn(answer)).detail).not.toBe('');
  });

  it.each([
    ['GET', '/v1/models?pagesize=5', 'pagesize', 'did you mean `pageSize`?'],
    ['GET', '/v1/sparklines?model=shop:ranker', 'model', 'did you mean `models`?'],
    ['GET', `/v1/models/${model}?limit=5`, 'limit', 'leave it out'],
    ['GET', `/v1/models/${model}/events?limit=5`, 'limit', 'leave it out'],
    ['GET', '/v1/events?state=drift', 'state', 'leave it out'],
    ['POST', `/v1/models/${model}/pause?dryRun=true`, 'dryRun', 'leave it out'],
    ['POST', `/v1/models/${model}/observations?forced=true`, 'forced', 'did you mean `force`?'],
    ['PUT', `/v1/models/${model}/policy?dryrun=true`, 'dryrun', 'did you mean `dryRun`?'],
  ])('has a word in its query that nobody knows: %s %s', async (method, path, field, next) => {
    const { request, commands, batches } = createWorld();
    const body = method === 'PUT' ? { monitor: { model, metrics: { accuracy: { below: 0.5 } } } } : { accuracy: 0.9 };
    const answer = await request(path, method === 'GET' ? {} : { ...post(body), method });
    expect(answer.status).toBe(422);
    expect((await problemIn(answer)).issues).toMatchObject([{ field, message: expect.stringContaining(next) }]);
    expect([...commands, ...batches]).toEqual([]);
  });

  it.each(['', '?dryRun=true'])('is a policy of another model: PUT policy%s', async (query) => {
    const { request, commands } = createWorld();
    const monitor = { model: 'shop:other', metrics: { accuracy: { below: 0.5 } } };
    const answer = await request(`/v1/models/${model}/policy${query}`, { ...post({ monitor }), method: 'PUT' });
    expect(answer.status).toBe(422);
    expect((await problemIn(answer)).issues).toMatchObject([{ field: 'model' }]);
    expect(commands).toEqual([]);
  });

  it('asks for a state that no monitor is ever in, or for a time that ends before it begins', async () => {
    const detail = async (path: string): Promise<string> => (await problemIn(await createWorld().request(path))).detail;
    expect(await detail('/v1/models?state=running')).toContain(
      'a state of a monitor: stable, warning, drift, no-data, warming-up, retraining'
    );
    const played = `/v1/models/${model}/played?from=2026-03-02T12:00:00Z&to=2026-03-02T11:00:00Z`;
    expect(await detail(played)).toContain('Expected `to` to be `from` or a later time');
  });

  it.each(['/v1/models?state=drift&state=stable', '/v1/events?a=1&a=2', `/v1/models/${model}/played?from=1&from=2`])(
    'says one thing twice: %s',
    async (path) => {
      const answer = await createWorld().request(path);
      expect(answer.status).toBe(422);
      expect((await problemIn(answer)).detail).toMatch(/^Expected `\w+` once in the query, got it 2 times$/);
    }
  );

  it('is not written in UTF-8, and would leave holes in a ledger', async () => {
    const { request, commands } = createWorld();
    const pause = (type: string, body: Buffer<ArrayBuffer>): Promise<Response> =>
      request(`/v1/models/${model}/pause`, { method: 'POST', body, headers: { 'content-type': type } });
    const latin = Buffer.from('{"comment":"caf\u00E9"}', 'latin1');
    expect(await problemIn(await pause('application/json', latin))).toMatchObject({
      status: 400,
      detail: 'Expected the body to be UTF-8, found bytes that are none',
    });
    expect(await problemIn(await pause('application/json; charset=latin1', latin))).toMatchObject({
      status: 415,
      detail: 'Expected the body to be in UTF-8, got `charset=latin1`',
    });
    expect(commands).toEqual([]);
    expect((await pause('application/json; charset="UTF-8"', Buffer.from('{"comment":"café"}'))).status).toBe(200);
  });

  it('calls the body a body', async () => {
    const answer = await createWorld().request(`/v1/models/${model}/pause`, post([]));
    expect((await problemIn(answer)).detail).toContain('Expected the body to be an object such as');
  });

  it('of a command is told by field', async () => {
    const { request, commands } = createWorld();
    const bodies: [unknown, string][] = [
      [{ comment: 5 }, 'comment'],
      [{ comment: 'x'.repeat(2_001) }, 'comment'],
      [{ severity: 'hard' }, 'severity'],
      [{ severty: 'full' }, 'severty'],
    ];
    for (const [body, field] of bodies) {
      const answer = await request(`/v1/models/${model}/retrain`, post(body));
      expect(answer.status).toBe(422);
      expect((await problemIn(answer)).issues).toMatchObject([{ field }]);
    }
    const half = await request(`/v1/models/${model}/retrain`, {
      method: 'POST',
      body: '{"comment":',
      headers: { 'content-type': 'application/json' },
    });
    expect(half.status).toBe(400);
    expect(commands).toEqual([]);
  });

  it('is refused before it fills the memory', async () => {
    const answer = await createWorld().request(`/v1/models/${model}/pause`, post({ comment: 'x'.repeat(1_100_000) }));
    expect(answer.status).toBe(413);
  });
});

describe('a Temporal server that never answers', () => {
  afterEach(() => vi.useRealTimers());

  it.each([
    ['/readyz', 2_000],
    ['/v1/models', 10_000],
    [`/v1/models/${model}`, 10_000],
    [`/v1/models/${model}/trail`, 10_000],
    [`/v1/models/${model}/policy`, 10_000],
  ])('is told of by %s in %d ms', async (path, ms) => {
    const { request } = createWorld({ hangs: true });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let status: number | undefined;
    const answer = request(path).then((one) => {
      status = one.status;
      return one;
    });
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(status).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(await problemIn(await answer)).toMatchObject({
      status: 502,
      detail: expect.stringContaining(`within ${ms / 1_000} s`),
    });
  });
});
