import { expect, it } from 'vitest';
import type { Client } from '@temporalio/client';
import { MonitorNotFoundError, NoWorkerError } from '../../../src/terms/errors.ts';
import { withNearestMonitor } from '../../../src/client/calls/nearest-monitor.ts';
import { monitorWorkflowId } from '../../../src/terms/model-id.ts';

/** A server on which these monitors run, and how often it was asked for them. */
function serverWith(models: () => string[]): { client: Client; asked: () => number } {
  let asked = 0;
  const listWorkflowExecutions = async (): Promise<object> => {
    asked += 1;
    const ids = (await Promise.resolve(models())).map(monitorWorkflowId);
    return { executions: ids.map((workflowId) => ({ execution: { workflowId }, status: 1 })) };
  };
  const withDeadline = (_: number, work: () => unknown): unknown => work();
  const client = { options: { namespace: 'default' }, workflowService: { listWorkflowExecutions }, withDeadline };
  return { client: client as unknown as Client, asked: () => asked };
}

const gone = new MonitorNotFoundError('gone', { model: 'shop:rankr' });

it('a monitor that does not run is told with the one that was probably meant, for one list of them', async () => {
  const { client, asked } = serverWith(() => ['shop:search', 'shop:ranker']);
  expect(await withNearestMonitor(gone, client)).toMatchObject({
    name: 'MonitorNotFoundError',
    message: 'No monitor of `shop:rankr` is running; did you mean `shop:ranker`?',
    model: 'shop:rankr',
    cause: gone,
  });
  expect(asked()).toBe(1);
});

it.each([
  ['shop:ranker', 'the monitor itself, which a list may still show for a moment', 'shop:ranker'],
  ['recommendations:search', 'a model whose name is another, however long the project', 'recommendations:ranker'],
  ['fraud-detection:eu', 'one whose short name is another', 'fraud-detection:us'],
  [`${'a'.repeat(64)}:ranker`, 'one of a project as long as can be', `${'a'.repeat(64)}:spam-filter`],
])('no guess for `%s` is %s', async (model, _, running) => {
  const told = await withNearestMonitor(
    new MonitorNotFoundError('gone', { model }),
    serverWith(() => [running]).client
  );
  expect((told as Error).message).not.toContain('did you mean');
});

it('where none is near, or none can be listed, the commands are told that help', async () => {
  const failing = serverWith(() => {
    throw new Error('14 UNAVAILABLE');
  });
  for (const { client } of [serverWith(() => ['shop:search']), failing])
    expect(await withNearestMonitor(gone, client)).toMatchObject({
      message: expect.stringMatching(
        /^No monitor of `shop:rankr` is running; `temporal-retrain monitor list`/
      ) as string,
    });
});

it('every other error stays as it is, and lists nothing', async () => {
  const { client, asked } = serverWith(() => []);
  const other = new NoWorkerError('nobody answers', 'ml');
  expect(await withNearestMonitor(other, client)).toBe(other);
  expect(asked()).toBe(0);
});
