import { afterEach, describe, expect, it } from 'vitest';
import { prometheusSource } from '../../src/sources/prometheus-source.ts';
import { StandIn, type Fault } from './stand-in.ts';
import type { RangeQuery } from '../../src/sources/metric-source.ts';
import type { SourceError } from '../../src/terms/errors.ts';

const servers: StandIn[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const question: Omit<RangeQuery, 'signal'> = { query: 'avg(a)', from: 60_000, to: 180_000, stepMs: 60_000 };

async function asked(
  answer: unknown,
  { fault, headers = {} }: { fault?: Fault; headers?: Record<string, string> } = {}
) {
  const server = new StandIn({ text: typeof answer === 'string' ? answer : JSON.stringify(answer) });
  servers.push(server);
  server.fault = fault;
  const source = prometheusSource({ name: 'prometheus', url: `${await server.listen()}/`, headers });
  const range = source.range({ ...question, signal: new AbortController().signal });
  return { server, range };
}

const matrix = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'matrix', result } });

describe('a Prometheus as a source', () => {
  it('is asked for a range in steps, with its headers, and its values are read', async () => {
    const answer = matrix({
      metric: { region: 'eu' },
      values: [
        [60, '0.9'],
        [120, 'NaN'],
        [180, '1e-3'],
        [180.5, '+Inf'],
      ],
    });
    const { server, range } = await asked(answer, { headers: { authorization: 'Bearer secret' } });
    expect(await range).toEqual([
      {
        labels: { region: 'eu' },
        points: [
          [60_000, 0.9],
          [180_000, 0.001],
        ],
      },
    ]);
    expect(server.asked[0]?.form).toEqual({ query: 'avg(a)', start: '60', end: '180', step: '60' });
    expect(server.asked[0]?.headers.authorization).toBe('Bearer secret');
  });

  it.each([
    [400, '{"status":"error","error":"parse error"}', true, 'refused the query `avg(a)`: parse error'],
    [401, '', true, 'status 401'],
    [429, '', false, 'status 429'],
    [503, 'upstream', false, 'status 503'],
    [302, '', false, 'status 302'],
  ])('says of an answer of %i whether asking again can help', async (status, body, permanent, why) => {
    const { range } = await asked('', { fault: { status, body } });
    const error = await range.catch((one: SourceError) => one);
    expect(error).toMatchObject({ name: 'SourceError', permanent });
    expect((error as Error).message).toContain(why);
    expect((error as Error).message).not.toContain('secret');
  });

  it.each([
    ['no JSON'],
    ['null'],
    ['[]'],
    [{ status: 'success' }],
    [{ status: 'success', data: { resultType: 'vector', result: [] } }],
  ])('takes %j for trouble, not for data', async (answer) => {
    const { range } = await asked(answer);
    await expect(range).rejects.toMatchObject({ name: 'SourceError', permanent: false });
  });

  it('leaves out what is no value, whatever it is', async () => {
    const { range } = await asked(matrix({ values: [null, [1], ['x', '1'], [60, 1], [60, '0.5']] }, {}));
    expect(await range).toEqual([
      { labels: {}, points: [[60_000, 0.5]] },
      { labels: {}, points: [] },
    ]);
  });

  it('is an address, or there is none', () => {
    expect(() => prometheusSource({ name: 'a', url: 'prometheus:9090' })).toThrow('Expected `url` of source `a`');
    const secret = 'http://ada:hunter2@host:99999/x?token=hunter2';
    expect(() => prometheusSource({ name: 'a', url: secret })).toThrow('got `http://***@host:99999/x?***`');
  });

  it('that does not answer may answer later', async () => {
    const { server, range } = await asked(matrix());
    await range;
    const url = await new StandIn({ text: '' }).listen();
    await server.close();
    const gone = prometheusSource({ name: 'gone', url: url.replace(/\d+$/, '1') });
    await expect(gone.range({ ...question, signal: new AbortController().signal })).rejects.toMatchObject({
      permanent: false,
      message: expect.stringContaining('did not answer') as string,
    });
  });
});
