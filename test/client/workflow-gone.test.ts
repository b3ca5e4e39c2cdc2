import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { classifyDelivery } from '../../src/client/failures.ts';
import { endWorkflows } from '../../src/demo/end-workflows.ts';
import { findWedge } from '../../src/doctor/repair/find-wedge.ts';
import { KillSwitches } from '../../src/client/kill-switches.ts';
import { repairMonitor } from '../../src/doctor/repair/repair-monitor.ts';
import { runningJobs } from '../../src/client/calls/running-jobs.ts';

const bare = (code: number, details: string): Error =>
  Object.assign(new Error(details), { code, details, metadata: {} });

const gone: [string, Error][] = [
  ['an error of the SDK', new WorkflowNotFoundError('gone', 'x', undefined)],
  ['a bare status', bare(5, 'workflow not found for ID: x')],
];
const other: [string, Error][] = [
  ['an unknown namespace', bare(5, 'Namespace default is not found.')],
  ['no connection', bare(14, 'No connection')],
];

/** A server on which every call for a workflow fails like this. */
function failing(error: Error): Client {
  const fail = (): Promise<never> => Promise.reject(error);
  const handle = { describe: fail, terminate: fail, signal: fail, fetchHistory: fail };
  const within = <T>(_limit: unknown, call: () => Promise<T>): Promise<T> => call();
  const client = { withDeadline: within, withAbortSignal: within, workflow: { getHandle: () => handle } };
  return client as unknown as Client;
}

/** Who asks for a workflow, and what each answers when there is none. */
const callers: Record<string, [ask: (client: Client) => Promise<unknown>, answer: unknown]> = {
  'a kill switch that is turned off': [
    (client) => new KillSwitches(client, 'queue').off({ model: 'a:b' }, { actor: 'ada' }),
    { changed: false },
  ],
  'the list of running jobs': [(client) => runningJobs(client, 'monitor/a:b/retrain/1'), []],
  'the doctor': [(client) => findWedge(client, 'a:b'), undefined],
  'the end of the demo': [(client) => endWorkflows(client.workflow, 'a:b'), undefined],
};

describe.each(gone)('a workflow that is gone, told by %s,', (_, error) => {
  it.each(Object.entries(callers))('is no error for %s', async (__, [ask, answer]) => {
    expect(await ask(failing(error))).toEqual(answer);
  });

  it('takes no metrics, now or when they are sent again', () => {
    expect(classifyDelivery('a:b', error)).toMatchObject({ retry: false, error: { name: 'MonitorNotFoundError' } });
  });

  it('is held by no kill switch, and cannot be repaired', async () => {
    expect(await new KillSwitches(failing(error), 'queue').held({ model: 'a:b' })).toBe(0);
    await expect(repairMonitor(failing(error), 'a:b')).rejects.toThrow('No monitor of `a:b` is running');
  });
});

describe.each(other)('%s', (_, error) => {
  it.each(Object.entries(callers))('is not taken for a workflow that is gone by %s', async (__, [ask]) => {
    await expect(ask(failing(error))).rejects.toThrow();
  });

  it('is not taken for one by who delivers metrics', () => {
    expect(classifyDelivery('a:b', error).error.name).toBe('ServerUnavailableError');
  });

  it('leaves it open what a kill switch holds', async () => {
    expect(await new KillSwitches(failing(error), 'queue').held({ model: 'a:b' })).toBeNull();
  });
});

describe('a delivery that fails', () => {
  it.each([
    'Deadline exceeded after 0.000s,waiting for metadata filters',
    'Deadline exceeded after 9.998s,LB pick: 0.003s,remote_addr=127.0.0.1:7233',
  ])('is told without the steps of gRPC: %s', (details) => {
    const { error, retry } = classifyDelivery('a:b', bare(4, details));
    expect(retry).toBe(true);
    expect(error.message).toBe(
      'Delivering metrics of `a:b` failed: the server did not answer in time; check that the server is up and the address is right'
    );
  });

  it('does not promise that the metrics are kept, which is not known here', () => {
    const all = [bare(8, 'Received message larger than max (5 vs 4)'), bare(14, 'No connection'), bare(7, 'denied')];
    for (const error of all) expect(classifyDelivery('a:b', error).error.message).not.toContain('kept');
  });
});
