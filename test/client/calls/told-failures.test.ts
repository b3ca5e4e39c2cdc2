import { expect, test } from 'vitest';
import { failingCalls } from '../../../src/client/calls/failing-calls.ts';
import { runningJobs } from '../../../src/client/calls/running-jobs.ts';
import type { Client } from '@temporalio/client';

const message = `it ended with 1:\nTraceback:\n${'  File "t.py", in f\n'.repeat(100)}ValueError: no\u001B[31m rows`;

const client = {
  options: { loadedDataConverter: { payloadCodecs: [] } },
  workflow: {
    getHandle: (id: string) => ({
      describe: () =>
        Promise.resolve({
          raw: {
            pendingActivities: id.endsWith('/study')
              ? []
              : [{ activityType: { name: 'retrain.train' }, attempt: 2, lastFailure: { message } }],
          },
        }),
    }),
  },
} as unknown as Client;

test('a failure of several lines is told in one, with how it begins and how it ends', async () => {
  const [job] = await runningJobs(client, 'retrain');
  const [call] = await failingCalls(client.workflow.getHandle('monitor'));
  for (const text of [job?.failure, call]) {
    expect(text).toMatch(/it ended with 1: Traceback: File .* … .*; ValueError: no\\x1b\[31m rows$/);
    expect(text).not.toContain('\\n');
  }
});
