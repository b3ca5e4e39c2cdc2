import { expect, it } from 'vitest';
import { defaultPayloadConverter } from '@temporalio/common';
import { MonitorClient } from '../../../src/client/monitor-client.ts';
import { newModel, scriptedMonitor } from '../../support/scripted.ts';
import { withClient, type TemporalTest } from '../../support/temporal.ts';

/** Takes every task and answers every question, and has not a word for the updates that come: as a worker that was killed. */
function startDeafWorker({ client, namespace, taskQueue }: TemporalTest) {
  const service = client.workflowService;
  const updates: string[] = [];
  const over = new AbortController();
  const take = async (): Promise<void> => {
    const task = await service.pollWorkflowTaskQueue({ namespace, taskQueue: { name: taskQueue }, identity: 'deaf' });
    const { taskToken, messages } = task;
    if (taskToken === undefined || taskToken.length === 0) return;
    const queryResult = { payloads: [defaultPayloadConverter.toPayload({})] };
    if (task.query) await service.respondQueryTaskCompleted({ taskToken, namespace, completedType: 1, queryResult });
    else {
      updates.push(...messages.map((message) => message.protocolInstanceId ?? ''));
      const asked = Object.keys(task.queries ?? {});
      const queryResults = Object.fromEntries(asked.map((id) => [id, { resultType: 1, answer: queryResult }]));
      await service.respondWorkflowTaskCompleted({ taskToken, namespace, commands: [], queryResults });
    }
  };
  const ended = (async () => {
    while (!over.signal.aborted) await client.withDeadline(Date.now() + 3_000, take).catch(() => undefined);
  })();
  return { updates, stop: () => (over.abort(), ended) };
}

it('a command that a worker does not take is sent again under its id, and is not refused by the monitor', async () => {
  await withClient(async (temporal) => {
    const { client, taskQueue } = temporal;
    const monitors = new MonitorClient({ client, taskQueue, answerTimeoutMs: 5_000 });
    const monitor = monitors.monitor(newModel('deaf'));
    const deaf = startDeafWorker(temporal);
    try {
      await monitor.ensure(scriptedMonitor(monitor.model));
      await expect(monitor.pause({ actor: 'ada' })).rejects.toMatchObject({
        name: 'NoWorkerError',
        message: expect.stringMatching(/ The command `pause` is not carried out later$/m) as string,
      });
    } finally {
      await deaf.stop();
    }
    expect(deaf.updates.length).toBeGreaterThan(1);
    expect(new Set(deaf.updates).size).toBe(1);
    await client.workflow.getHandle(monitor.workflowId).terminate('the test is over');
  });
});
