import { describe, expect, it } from 'vitest';
import { refuseOtherSites, type SiteFacts } from '../../src/serve/access/cross-site.ts';
import { createWorld, model, post, problemIn } from './world.ts';

const pause = `/v1/models/${model}/pause`;

describe('a request from elsewhere', () => {
  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://127.0.0.1:9999' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
  ])('does nothing: %o', async (headers) => {
    const { request, commands } = createWorld();
    const answer = await request(pause, post(undefined, headers));
    expect(answer.status).toBe(403);
    expect((await problemIn(answer)).detail).toContain('may not act here');
    expect(commands).toEqual([]);
  });

  it.each([['evil.example'], ['127.0.0.1.evil.example:8321'], ['localhost.evil.example'], ['']])(
    'by a name that is not ours does nothing: %s',
    async (host) => {
      const { request, commands } = createWorld();
      const answer = await request(pause, post(undefined, { host }));
      expect(answer.status).toBe(421);
      expect((await problemIn(answer)).detail).toContain('--public-url');
      expect(commands).toEqual([]);
    }
  );

  it('that is JSON in disguise does nothing', async () => {
    const { request, commands } = createWorld();
    const answer = await request(pause, {
      method: 'POST',
      body: '{"comment":"x"}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.status).toBe(415);
    expect(commands).toEqual([]);
  });
});

describe('a request of our own', () => {
  it.each([
    [{}],
    [{ origin: 'http://127.0.0.1:8321', 'sec-fetch-site': 'same-origin' }],
    [{ host: 'localhost:8321', origin: 'http://localhost:8321' }],
    [{ 'sec-fetch-site': 'none' }],
  ])('is carried out: %o', async (headers) => {
    const { request, commands } = createWorld();
    expect((await request(pause, post(undefined, headers as Record<string, string>))).status).toBe(200);
    expect(commands).toHaveLength(1);
  });

  it('may be a link from elsewhere, if it only reads', () => {
    const link: SiteFacts = {
      method: 'GET',
      host: 'retrain.example',
      origin: undefined,
      fetchSite: 'cross-site',
      fetchMode: 'navigate',
    };
    const own = { hosts: new Set(['retrain.example']), publicOrigin: 'https://retrain.example' };
    expect(() => refuseOtherSites(link, own)).not.toThrow();
    expect(() => refuseOtherSites({ ...link, method: 'POST' }, own)).toThrow('may not act here');
    expect(() => refuseOtherSites({ ...link, fetchMode: 'no-cors' }, own)).toThrow('may not act here');
    // A proxy has given it another host.
    const proxied = { ...link, method: 'POST', host: '10.0.0.5:8321', fetchSite: 'same-origin', hosts: undefined };
    expect(() =>
      refuseOtherSites({ ...proxied, origin: 'https://retrain.example' }, { ...own, hosts: undefined })
    ).not.toThrow();
  });

  it('is answered in a way that nobody else can show, take for another type, or keep', async () => {
    const { headers } = await createWorld().request('/v1/models');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });
});
