import { NativeConnection, Worker } from '@temporalio/worker';
import { openScriptedWorld } from './scripted.ts';
import type { Notifier } from '../../src/notify/notifier.ts';
import type { WorkerSetup } from './start-worker-process.ts';

// A worker in a process of its own, to be killed.
const { address, namespace, taskQueue, folder, bundlePath, mlflowUrl, maxCachedWorkflows } = JSON.parse(
  process.env['WORKER_SETUP'] ?? '{}'
) as WorkerSetup;

// It must not outlive the test that started it.
process.on('disconnect', () => process.exit(1));

const pausing: Notifier = {
  notify: async (notices) => {
    for (const { event, model } of notices) if (event === 'promoted') await points.pass('notify', model);
  },
};
const { plugin, points } = await openScriptedWorld(folder, { notifiers: { pausing } }, mlflowUrl);
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue,
  workflowBundle: { codePath: bundlePath },
  plugins: [plugin],
  ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
});
process.on('message', (message) => {
  if (message === 'stop') worker.shutdown();
});
process.send?.('ready');
await worker.run();
await connection.close();
process.disconnect();
process.exit(0);
