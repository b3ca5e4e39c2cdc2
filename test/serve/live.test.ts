import { describe, expect, it } from 'vitest';
import { Feed } from '../../src/serve/live/feed.ts';
import { Live } from '../../src/serve/live/live.ts';
import { Watch } from '../../src/serve/live/watch.ts';
import { createWorld, model } from './world.ts';
import { Refusal } from '../../src/serve/problem/refusal.ts';
import type { MonitorClient } from '../../src/client/monitor-client.ts';
import type { TokenFile } from '../../src/serve/access/token-file.ts';

/** A monitor of which only the length of its history changes; counts what is asked. */
function fakeClient(): { client: MonitorClient; asked: { describes: number; queries: number }; grow: () => void } {
  const asked = { describes: 0, queries: 0 };
  let historyLength = 3;
  const client = {
    monitor: () => ({
      state: () => {
        asked.queries += 1;
        return Promise.resolve({ inFlight: null, historyLength });
      },
    }),
    client: {
      withDeadline: (_until: number, work: () => unknown) => work(),
      workflow: {
        getHandle: () => ({
          describe: () => {
            asked.describes += 1;
            return Promise.resolve({ runId: 'r', historyLength, status: { name: 'RUNNING' } });
          },
        }),
      },
    },
  };
  return { client: client as unknown as MonitorClient, asked, grow: () => (historyLength += 1) };
}

/** A look that tells what it is given, when it is told to look. */
function steeredWatch(): { watch: Watch; tell: (n: number) => void; forgotten: () => number } {
  const waiting: ((n: number) => void)[] = [];
  let forgotten = 0;
  const watch = new Watch(
    (tell) =>
      new Promise((looked) =>
        waiting.push((n) => {
          tell({ event: 'state', data: n, id: `r:${n}` });
          looked(0);
        })
      ),
    () => (forgotten += 1)
  );
  return { watch, tell: (n) => waiting.shift()?.(n), forgotten: () => forgotten };
}

describe('live events', () => {
  it('ask a monitor only when its history has grown, however many listen', async () => {
    const { client, asked, grow } = fakeClient();
    const live = new Live(client, { everyMs: 1 });
    const feeds = [live.listen('shop:ranker'), live.listen('shop:ranker')];
    for (const feed of feeds) expect((await feed.next(5_000))[0]).toMatchObject({ event: 'state', id: 'r:3' });
    const { describes } = asked;
    await expect.poll(() => asked.describes, { timeout: 10_000 }).toBeGreaterThan(describes + 5);
    expect(asked.queries).toBe(1);
    grow();
    for (const feed of feeds) expect((await feed.next(5_000))[0]).toMatchObject({ event: 'state', id: 'r:4' });
    expect(asked.queries).toBe(2);
    await live.end();
  });

  it('end when nobody listens any more, and with the server', async () => {
    const { watch, tell, forgotten } = steeredWatch();
    let ended = 0;
    const feed = watch.listen(undefined, () => (ended += 1));
    tell(1);
    expect(await feed.next(5_000)).toHaveLength(1);
    feed.close();
    feed.close();
    expect([ended, forgotten()]).toEqual([1, 1]);
    expect(await feed.next(5_000)).toEqual([]);
    const { client } = fakeClient();
    const live = new Live(client);
    const open = live.listen('shop:ranker');
    await live.end();
    expect(open.isClosed).toBe(true);
    expect(() => live.listen('shop:ranker')).toThrow('is being stopped');
  });

  it('tell who comes later what the others know, unless he says that he has seen it', async () => {
    const { watch, tell } = steeredWatch();
    const first = watch.listen(undefined, () => undefined);
    tell(7);
    expect(await first.next(5_000)).toHaveLength(1);
    expect(await watch.listen(undefined, () => undefined).next(5_000)).toMatchObject([{ data: 7 }]);
    expect(await watch.listen('r:7', () => undefined).next(0)).toEqual([]);
  });

  it('keep of each kind the newest for one who reads slowly, and say so where a difference was missed', async () => {
    const feed = new Feed(() => undefined);
    for (let i = 0; i < 1_000; i++) feed.push({ event: 'state', data: i });
    feed.push({ event: 'monitors', data: 'a', isDifference: true });
    feed.push({ event: 'monitors', data: 'b', isDifference: true });
    expect(await feed.next(5_000)).toEqual([
      { event: 'state', data: 999 },
      { event: 'reload', data: {} },
    ]);
  });

  it('are refused when too many listen already', async () => {
    const { client } = fakeClient();
    const live = new Live(client, { mostListeners: 1 });
    const feed = live.listen('shop:ranker');
    expect(() => live.listen('shop:ranker')).toThrow('1 pages listen already, which is the most');
    feed.close();
    live.listen('shop:ranker');
    await live.end();
  });

  it.each([`/v1/models/${model}/events`, '/v1/events'])(
    'end at the next one when the token is taken away, on a stream that is never quiet too: %s',
    async (path) => {
      let isTaken = false;
      const tokens = {
        verify: () =>
          isTaken
            ? Promise.reject(new Refusal('not-authenticated', 'This token is not known'))
            : Promise.resolve({ actor: 'vera', role: 'viewer', by: 'token' }),
      } as unknown as TokenFile;
      const feed = new Feed(() => undefined);
      const live = { heartbeatMs: 60_000, listen: () => feed } as unknown as Live;
      const { request } = createWorld({ tokens, live });
      const answer = await request(path, { headers: { authorization: 'Bearer tr_vera' } });
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      feed.push({ event: 'state', data: 'for vera' });
      expect((await reader.read()).value).toContain('for vera');
      isTaken = true;
      feed.push({ event: 'state', data: 'not for her' });
      let rest = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        rest += part.value;
        feed.push({ event: 'state', data: 'not for her' });
        if (rest.includes('not for her')) break;
      }
      expect(rest).toContain('This token is not known');
      expect(rest).not.toContain('not for her');
      expect(feed.isClosed).toBe(true);
    }
  );
});
