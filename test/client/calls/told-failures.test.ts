import { expect, test } from 'vitest';
import { failingCalls } from '../../../src/client/calls/failing-calls.ts';
import { runningJobs } from '../../../src/client/calls/running-jobs.ts';
import type { Client } from '@temporalio/client';

const message = `it ended with 1:\nTraceback:\n${'  File "t.py", in f\n'.repeat(100)}ValueError: no\u001B[31m rows`;

const clientOf = (lastFailure: object): Client =>
  ({
    options: { loadedDataConverter: { payloadCodecs: [] } },
    workflow: {
      getHandle: (id: string) => ({
        describe: () =>
          Promise.resolve({
            raw: {
              pendingActivities: id.endsWith('/study')
                ? []
                : [{ activityType: { name: 'retrain.train' }, attempt: 2, lastFailure }],
            },
          }),
      }),
    },
  }) as unknown as Client;

test('a failure of several lines is told in one, with how it begins and how it ends', async () => {
  const client = clientOf({ message });
  const [job] = await runningJobs(client, 'retrain');
  const [call] = await failingCalls(client.workflow.getHandle('monitor'));
  for (const text of [job?.failure, call]) {
    expect(text).toMatch(/it ended with 1: Traceback: File .* … .*; ValueError: no\\x1b\[31m rows$/);
    expect(text).not.toContain('\\n');
  }
});

test('a failure that was too long for the server is told with the words that it has kept of it', async () => {
  const client = clientOf({ message: 'Failure exceeds size limit.', cause: { message: 'rows are missing' } });
  const [job] = await runningJobs(client, 'retrain');
  expect(job?.failure).toBe('rows are missing');
  const [call] = await failingCalls(client.workflow.getHandle('monitor'));
  expect(call).toBe('retrain.train has failed 1 times and is tried again: rows are missing');
  const [bare] = await runningJobs(clientOf({ message: 'Failure exceeds size limit.' }), 'retrain');
  expect(bare?.failure).toBe('Failure exceeds size limit.');
});
