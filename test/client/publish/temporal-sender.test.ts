import { describe, expect, it } from 'vitest';
import { temporalSender } from '../../../src/client/publish/temporal-sender.ts';
import type { Client } from '@temporalio/client';

const refused = (code: number): Error =>
  Object.assign(new Error('refused'), { code, details: 'refused', metadata: {} });

/** A client of a server that refuses to describe, and answers queries as given. */
function clientWith(code: number, query: () => Promise<unknown>): { client: Client; queries: string[] } {
  const queries: string[] = [];
  const handle = {
    describe: () => Promise.reject(refused(code)),
    query: (name: string) => {
      queries.push(name);
      return query();
    },
  };
  const within = (_: unknown, call: () => unknown): unknown => call();
  const client = { withDeadline: within, withAbortSignal: within, workflow: { getHandle: () => handle } };
  return { client: client as unknown as Client, queries };
}

describe('a client that may not describe workflows', () => {
  it.each([7, 16])(
    'takes an answer of the monitor itself for a history that has been processed (code %i)',
    async (code) => {
      const { client, queries } = clientWith(code, () => Promise.resolve({}));
      expect(await temporalSender(client).probe('monitor/a:b', new AbortController().signal)).toEqual({
        historyLength: 0,
        historyBytes: 4 * 1024 * 1024,
        waitingTask: null,
      });
      expect(queries).toEqual(['ewma']);
    }
  );

  it('knows nothing while the monitor does not answer either', async () => {
    const { client } = clientWith(7, () => Promise.reject(refused(4)));
    expect(await temporalSender(client).probe('monitor/a:b', new AbortController().signal)).toBeUndefined();
  });

  it('asks nobody else where the server itself does not answer', async () => {
    const { client, queries } = clientWith(14, () => Promise.resolve({}));
    expect(await temporalSender(client).probe('monitor/a:b', new AbortController().signal)).toBeUndefined();
    expect(queries).toEqual([]);
  });
});
