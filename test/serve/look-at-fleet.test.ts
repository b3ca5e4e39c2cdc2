import { describe, expect, it } from 'vitest';
import { lookAtFleet } from '../../src/serve/live/look-at-fleet.ts';
import type { LiveEvent } from '../../src/serve/live/feed.ts';
import type { MonitorClient } from '../../src/client/monitor-client.ts';

/** What one look after the other tells, of a list of the given models; a cut one goes on without end. */
async function toldOf(looks: readonly { models: string[]; isCut: boolean }[]): Promise<LiveEvent[][]> {
  let list = looks[0];
  const client = {
    client: { withDeadline: () => Promise.reject(new Error('nobody knows')) },
    page: (_filter: unknown, { page }: { page?: string }) =>
      Promise.resolve({
        monitors: page === undefined ? list?.models.map((model) => ({ model, state: 'ok', taskQueue: 'q' })) : [],
        nextPage: list?.isCut ? 'more' : null,
      }),
  } as unknown as MonitorClient;
  const look = lookAtFleet(client, 1);
  const told: LiveEvent[][] = [];
  for (const one of looks) {
    list = one;
    const events: LiveEvent[] = [];
    await look((event) => events.push(event));
    told.push(events.filter(({ event }) => event !== 'fleet'));
  }
  return told;
}

describe('a look at the fleet', () => {
  it('tells what is new and what is gone', async () => {
    const [, second] = await toldOf([
      { models: ['a', 'b'], isCut: false },
      { models: ['b', 'c'], isCut: false },
    ]);
    expect(second).toMatchObject([{ event: 'monitors', data: { changed: [{ model: 'c' }], gone: ['a'] } }]);
  });

  it('tells of none that it is gone while the list is cut: it may have slid behind the end', async () => {
    const [, second, third] = await toldOf([
      { models: ['a', 'b'], isCut: true },
      { models: ['new', 'a'], isCut: true },
      { models: ['new', 'a'], isCut: true },
    ]);
    expect(second).toMatchObject([{ event: 'monitors', data: { changed: [{ model: 'new' }], gone: [] } }]);
    expect(third).toEqual([]);
  });

  it('has pages read everything again once the list is whole: they may show what nobody knew here', async () => {
    const [, second] = await toldOf([
      { models: ['a', 'b'], isCut: true },
      { models: ['a', 'b'], isCut: false },
    ]);
    expect(second).toMatchObject([{ event: 'reload' }]);
  });
});
