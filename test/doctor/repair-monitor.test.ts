import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { repairMonitor } from '../../src/doctor/repair/repair-monitor.ts';

/** A server that describes the monitor's workflow like this. */
const clientOf = (describe: () => Promise<unknown>): Client =>
  ({ workflow: { getHandle: () => ({ describe }) } }) as unknown as Client;

const described = (name: string): Client => clientOf(() => Promise.resolve({ raw: {}, status: { name } }));

describe('the repair of a monitor', () => {
  it.each([
    ['was never started', clientOf(() => Promise.reject(new WorkflowNotFoundError('gone', 'x', undefined)))],
    ['has been stopped', described('COMPLETED')],
  ])('that %s is an error with the next step', async (_, client) => {
    await expect(repairMonitor(client, 'shop:nope')).rejects.toMatchObject({
      name: 'MonitorNotFoundError',
      model: 'shop:nope',
      message: 'No monitor of `shop:nope` is running; start it with `temporal-retrain monitor start <file>`',
    });
  });

  it('that runs well does nothing', async () => {
    expect(await repairMonitor(described('RUNNING'), 'shop:ranker')).toBeUndefined();
  });
});
