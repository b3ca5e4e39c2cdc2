import { describe, expect, it } from 'vitest';
import { createWorld, model, post } from '../world.ts';

/** Requests by method, path of the route, and status, as Prometheus reads them. */
async function counted(asked: [path: string, init?: RequestInit][]): Promise<string[]> {
  const { request } = createWorld();
  for (const [path, init] of asked) await request(path, init);
  const text = await (await request('/metrics')).text();
  const lines = text.matchAll(
    /^temporal_retrain_http_requests_total\{method="(.*)",path="(.*)",status="(.*)"\} (\d+)$/gm
  );
  return [...lines].map(([, method, path, status, count]) => `${method} ${path} ${status}: ${count}`);
}

describe('requests are counted', () => {
  it('by the path of their route, also where what they ask for is not there', async () => {
    expect(
      await counted([
        [`/v1/models/${model}`],
        ['/v1/models/shop:gone'],
        ['/v1/models/shop:lost'],
        [`/v1/models/${model}/retrains/7`],
        ['/v1/models/shop:gone/observations', post({ accuracy: 0.9 })],
        ['/v1/models', { method: 'DELETE' }],
      ])
    ).toEqual([
      'GET /v1/models/:model 200: 1',
      'GET /v1/models/:model 404: 2',
      'GET /v1/models/:model/retrains/:generation 404: 1',
      'POST /v1/models/:model/observations 404: 1',
      'other /v1/models 405: 1',
    ]);
  });

  it('as one where no route knows them, however many there are', async () => {
    expect(await counted([['/a'], ['/b/c'], ['/v1/nothing'], ['/v1/models/a:b/nothing', post({})]])).toEqual([
      'GET other 404: 3',
      'POST other 404: 1',
    ]);
  });
});
