import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { grpcCodes } from '../../src/server/grpc-status.ts';
import { NoWorkerError, ServerUnavailableError } from '../../src/terms/errors.ts';
import { counted, createWorld, model, post, problemIn, type World, type WorldOptions } from './world.ts';
import type { IntakeReport } from '../../src/serve/intake/intake-report.ts';

const path = `/v1/models/${model}/observations`;
const ndjson = (count: number, row = (i: number): object => ({ accuracy: 0.5 + (i % 100) / 1_000 })): string =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify(row(i))}\n`).join('');

async function send(
  world: World,
  body: string | Uint8Array<ArrayBuffer> | object,
  { query = '', ...headers }: Record<string, string> = {}
): Promise<{ status: number; report: IntakeReport }> {
  const init = body instanceof Uint8Array ? { method: 'POST', body: Buffer.from(body), headers } : post(body, headers);
  const answer = await world.request(`${path}${query}`, init);
  return { status: answer.status, report: (await answer.json()) as IntakeReport };
}

describe('observations over HTTP', () => {
  it.each([
    ['one value', { accuracy: 0.9 }, 1],
    ['one value by name', { metric: 'accuracy', value: 0.9, segment: 'eu' }, 1],
    ['a list', [{ accuracy: 0.9, f1: 0.8 }, { accuracy: 0.7 }], 3],
    ['lines of JSON', '{"accuracy":0.9}\n{"f1":0.8}\n', 2],
    ['a CSV', 'accuracy,f1\n0.9,0.8\n', 2],
  ])('are taken as %s, and told as delivered', async (_, body, count) => {
    const world = createWorld();
    const headers = typeof body === 'string' && body.startsWith('acc') ? { 'content-type': 'text/csv' } : {};
    expect(await send(world, body, headers as Record<string, string>)).toMatchObject({
      status: 200,
      report: { model, taken: count, refused: 0, delivered: true, namesChecked: true },
    });
    expect(counted(world)).toBe(count);
  });

  it('are taken as curl sends them, without a media type and packed', async () => {
    const world = createWorld();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send(world, 'accuracy\n0.9\n', form)).toMatchObject({ status: 200 });
    const packed = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
    expect(await send(world, new Uint8Array(gzipSync(ndjson(500))), packed)).toMatchObject({ report: { taken: 500 } });
    expect(await send(world, new Uint8Array([1, 2, 3]), packed)).toMatchObject({ status: 400 });
    expect(await send(world, 'x', { ...packed, 'content-encoding': 'br' })).toMatchObject({ status: 415 });
  });

  it('are refused with a time that is hardly in the unit that was said', async () => {
    const row = { accuracy: 0.9, at: 1_772_323_200_000 };
    expect((await send(createWorld(), row, { query: '?timeUnit=us' })).report).toMatchObject({
      faults: [
        { message: expect.stringContaining('is it in milliseconds? then say `?timeUnit=ms`; `?force=true`') as string },
      ],
    });
  });

  it('are refused with a time that is decades older than what the monitor knows, unless forced or keyed', async () => {
    const row = { accuracy: 0.9, at: '1960-01-01' };
    const world = createWorld({ newest: Date.parse('2026-03-01') });
    expect((await send(world, row)).report).toMatchObject({
      refused: 1,
      faults: [{ message: expect.stringContaining('66 years before the newest that the monitor knows') as string }],
    });
    expect((await send(world, row, { query: '?force=true' })).report).toMatchObject({ taken: 1, refused: 0 });
    expect((await send(world, row, { 'idempotency-key': 'night' })).report).toMatchObject({ taken: 1, refused: 0 });
    expect((await send(createWorld(), row)).report).toMatchObject({ taken: 1, refused: 0 });
  });

  it('are taken where they are good, and every bad row is told with its number and its fault', async () => {
    const world = createWorld();
    const rows =
      '{"accuracy":0.9}\n{"acuracy":0.9}\n{"accuracy":93}\n{"accuracy":\n[1]\n{"accuracy":"much"}\n{"f1":0.8}\n';
    const { status, report } = await send(world, rows);
    expect({ status, taken: report.taken, refused: report.refused }).toEqual({ status: 207, taken: 2, refused: 5 });
    expect(report.faults.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6]);
    expect(report.faults[0]?.message).toContain('did you mean `accuracy`?');
    expect(report.faults[1]?.message).toContain('`?force=true` sends it anyway');
    expect(counted(world)).toBe(2);
  });

  it('are taken around one that is nested without end', async () => {
    const deep = `{"accuracy":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const { status, report } = await send(createWorld(), `{"accuracy":0.9}\n${deep}\n{"accuracy":0.8}\n`);
    expect({ status, taken: report.taken, refused: report.refused }).toEqual({ status: 207, taken: 2, refused: 1 });
    expect(report.faults[0]?.message).toMatch(/^Expected `accuracy` to be a finite number, got `a list of 1`; /);
  });

  it('are told by number and example alone where many are bad', async () => {
    const { report } = await send(createWorld(), `${ndjson(1)}${'nothing\n'.repeat(500)}`);
    expect(report).toMatchObject({ taken: 1, refused: 500 });
    expect(report.faults).toHaveLength(20);
  });

  it('are left out or taken all the same as asked', async () => {
    const world = createWorld();
    const { report } = await send(world, '{"accuracy":93,"other":1}\n', { query: '?ignoreUnknown=true&force=true' });
    expect(report).toMatchObject({ taken: 1, ignored: 1, odd: 1, refused: 0 });
  });

  it.each([
    ['', 'Expected metrics, got none in the body'],
    ['\n\n', 'Expected metrics, got none in the body'],
    ['{"acuracy":0.9}\n', 'No row was taken: Expected a metric that the monitor watches'],
    [
      '{"acuracy":0.9,"latency":3}\n',
      'Expected metrics that the monitor watches (accuracy, f1), got `acuracy` (did you mean `accuracy`?), `latency`; or use',
    ],
  ])('of which none is taken are a problem: %j', async (body, detail) => {
    const answer = await createWorld().request(path, post(body));
    expect(answer.status).toBe(422);
    expect((await problemIn(answer)).detail).toContain(detail);
  });

  it.each([
    ['text/html', 415],
    ['application/json', 400],
  ])('of type %s that are no such thing are a problem', async (type, status) => {
    expect(await send(createWorld(), '<p>', { 'content-type': type })).toMatchObject({ status });
  });

  it('for a model without a monitor are a problem, in the words of the command line', async () => {
    const answer = await createWorld().request('/v1/models/shop:other/observations', post({ accuracy: 0.9 }));
    expect(answer.status).toBe(404);
    expect((await problemIn(answer)).detail).toContain('No monitor of `shop:other` is running');
    const near = await createWorld().request('/v1/models/shop:rankers/observations', post({ accuracy: 0.9 }));
    expect((await problemIn(near)).detail).toContain('is running; did you mean `shop:ranker`?');
  });
});

describe('a body that is too large', () => {
  it('is refused before it is read where it says so, and where it shows otherwise, with what was taken', async () => {
    const world = createWorld({ maxBodyBytes: 20_000 });
    const said = await send(world, ndjson(2_000), { 'content-length': '40000' });
    expect(said).toMatchObject({ status: 413, report: { taken: 0 } });
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(ndjson(100)));
      },
    });
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await world.request(path, { method: 'POST', body: stream, headers, duplex: 'half' });
    const problem = await problemIn(answer);
    expect(problem).toMatchObject({
      status: 413,
      detail: 'Expected a body of at most 20000 bytes, got more; send it in parts',
    });
    expect(problem.taken).toBeGreaterThan(100);
  });
});

describe('a body that comes twice', () => {
  const body = ndjson(10_000);

  it('counts once under the number of its source, however large it is', async () => {
    const world = createWorld();
    const numbered = { query: '?source=nightly&sequence=7' };
    expect(await send(world, body, numbered)).toMatchObject({ status: 200, report: { taken: 10_000 } });
    expect(await send(world, body, numbered)).toMatchObject({ status: 200, report: { taken: 10_000 } });
    expect(counted(world)).toBe(10_000);
    await send(world, ndjson(10), { query: '?source=nightly&sequence=8' });
    await send(world, ndjson(10), { query: '?source=hourly&sequence=1' });
    expect(counted(world)).toBe(10_020);
  });

  it('counts once also if it was cut short the first time, and what is watched has changed since', async () => {
    let isDown = true;
    const world: World = createWorld({
      broken: () => (isDown && world.batches.length === 3 ? new Error('reset by peer') : undefined),
    });
    const numbered = { query: '?source=nightly&sequence=7&ignoreUnknown=true' };
    const rows = ndjson(9_999, (i) => (i % 3 === 0 ? { other: 1 } : { accuracy: 0.9 }));
    expect(await send(world, rows, numbered)).toMatchObject({ status: 202, report: { delivered: false } });
    isDown = false;
    expect(await send(world, rows, numbered)).toMatchObject({ status: 200, report: { taken: 6_666 } });
    expect(counted(world)).toBe(6_666);
  });

  it.each([10, 10_000])('counts once under a key, also with %d rows and in pieces', async (count) => {
    const world = createWorld();
    const key = { 'idempotency-key': 'run-17' };
    const again = ndjson(count);
    const length = { ...key, 'content-length': String(again.length) };
    for (const headers of [length, length]) expect(await send(world, again, headers)).toMatchObject({ status: 200 });
    expect(counted(world)).toBe(count);
    await send(world, again, { ...length, 'idempotency-key': 'run-18' });
    expect(counted(world)).toBe(2 * count);
  });

  it.each(['ndjson', 'json'])('counts once under a key, plain, in pieces and packed (%s)', async (format) => {
    for (const count of [3, 1_000]) {
      const world = createWorld();
      const plain = format === 'ndjson' ? ndjson(count) : `[${ndjson(count).trim().split('\n').join(',')}]`;
      const headers = { 'idempotency-key': 'run-18', query: `?format=${format}` };
      await send(world, plain, { ...headers, 'content-length': String(plain.length) });
      await send(world, plain, headers);
      await send(world, new Uint8Array(gzipSync(plain)), { ...headers, 'content-encoding': 'gzip' });
      expect(counted(world)).toBe(count);
    }
  });

  it('counts a row of a body beside one whose own key is the key of the body and a number', async () => {
    const world = createWorld();
    await send(world, { accuracy: 0.9 }, { 'idempotency-key': 'z' });
    await send(world, { accuracy: 0.8, key: 'z/1' });
    expect(counted(world)).toBe(2);
  });

  it('counts once where every row brings its key', async () => {
    const world = createWorld();
    const rows = ndjson(100, (i) => ({ accuracy: 0.9, key: `clicks/${i}` }));
    await send(world, rows);
    await send(world, rows);
    expect(counted(world)).toBe(100);
  });

  it.each([
    ['?source=a', 'sequence'],
    ['?sequence=1', 'sequence'],
    ['?source=a&sequence=0', 'sequence'],
    ['?source=a&sequence=1.5', 'sequence'],
    ['?source=a&sequence=900000001', 'sequence'],
  ])('has to be numbered in a way that can be kept: %s', async (query, field) => {
    const answer = await createWorld().request(`${path}${query}`, post({ accuracy: 0.9 }));
    expect(answer.status).toBe(422);
    expect((await problemIn(answer)).issues).toMatchObject([{ field }]);
  });
});

describe('while the Temporal server or the worker is away', () => {
  const gone = Object.assign(new Error('14 UNAVAILABLE'), {
    code: grpcCodes.unavailable,
    details: 'gone',
    metadata: {},
  });
  const unavailable = (cause: unknown): Error => new ServerUnavailableError('The server does not answer', { cause });
  const options: WorldOptions = { confirmWithinMs: 50 };

  it('observations of a known model are kept and told as such, and come through later', async () => {
    let isGone = false;
    const world = createWorld({
      ...options,
      broken: () => (isGone ? new Error('gone') : undefined),
      silent: () => (isGone ? unavailable(gone) : undefined),
    });
    expect(await send(world, ndjson(1))).toMatchObject({ status: 200 });
    isGone = true;
    const { status, report } = await send(world, ndjson(5));
    expect({ status, delivered: report.delivered, taken: report.taken }).toEqual({
      status: 202,
      delivered: false,
      taken: 5,
    });
    expect(report.waiting).toBe('gone');
    isGone = false;
    await send(world, ndjson(1));
    expect(counted(world)).toBe(7);
  });

  it('observations of a model that was never seen are a problem', async () => {
    const world = createWorld({ ...options, silent: () => unavailable(gone) });
    expect(await send(world, ndjson(1))).toMatchObject({ status: 502, report: { taken: 0 } });
  });

  it('without a worker they are taken, and it is told that no name was looked at', async () => {
    const world = createWorld({ ...options, silent: () => new NoWorkerError('Nobody answers', 'queue') });
    expect(await send(world, '{"whatever":1}\n')).toMatchObject({
      status: 200,
      report: { taken: 1, namesChecked: false },
    });
  });
});
