import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { runCommand } from '../../src/server/run-command.ts';
import { startableWorker, withClient } from '../support/temporal.ts';

const script = fileURLToPath(new URL('../../deploy/worker-health.mjs', import.meta.url));

const check = (taskQueue: string, address = inject('address')): Promise<string> =>
  runCommand(process.execPath, [script, taskQueue], { env: { ...process.env, TEMPORAL_ADDRESS: address } });

it('the health check passes while a worker of this machine polls the task queue', async () => {
  await withClient(async (temporal) => {
    await expect(check(temporal.taskQueue)).rejects.toThrow(`no worker of ${hostname()} polls task queue`);

    const { worker, close } = await startableWorker(temporal, {});
    await worker.runUntil(() => expect.poll(() => check(temporal.taskQueue).then(() => 'up', String)).toBe('up'));
    await close();
  });
});

it('the health check fails when no server answers', async () => {
  await expect(check('any', '127.0.0.1:1')).rejects.toThrow('exit 1');
});
