import { expect, it } from 'vitest';
import { clockCheck } from '../../src/doctor/checks/clock.ts';
import type { Finding, Surroundings } from '../../src/doctor/check.ts';

/** What is found where the server's clock is so far ahead of the one here. */
async function foundAt(serverAheadMs: number): Promise<Omit<Finding, 'check'>> {
  let polledAt: number | undefined;
  const connection = {
    withAbortSignal: async (_: AbortSignal, call: () => Promise<unknown>) => call(),
    withDeadline: async (_: number, call: () => Promise<unknown>) => call(),
    workflowService: {
      pollWorkflowTaskQueue: async () => void (polledAt = Date.now() + serverAheadMs),
      describeTaskQueue: async () => {
        if (polledAt === undefined) return { pollers: [] };
        const seconds = Math.floor(polledAt / 1_000);
        return { pollers: [{ lastAccessTime: { seconds, nanos: (polledAt - 1_000 * seconds) * 1e6 } }] };
      },
    },
  };
  const [finding] = await clockCheck.run({ connection, namespace: 'default' } as unknown as Surroundings);
  return finding ?? expect.unreachable();
}

it.each([
  [4_000, 'behind'],
  [-4_000, 'ahead of'],
])('a difference of %d ms is what a network and a busy machine explain', async (serverAheadMs, which) => {
  const finding = await foundAt(serverAheadMs);
  expect(finding.status).toBe('ok');
  expect(finding.text).toMatch(new RegExp(`^this clock is [34]\\.\\d s ${which} the server's$`));
});

it.each([
  [6_000, 'behind'],
  [-6_000, 'ahead of'],
])('a difference of %d ms is a fault, with the clock that is behind', async (serverAheadMs, which) => {
  const finding = await foundAt(serverAheadMs);
  expect(finding).toMatchObject({ status: 'fault', fix: expect.stringContaining('synchronise both') as string });
  expect(finding.text).toMatch(new RegExp(`^this clock is [56]\\.\\d s ${which} the server's$`));
});
