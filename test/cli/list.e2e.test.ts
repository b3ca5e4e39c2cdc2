import { describe, expect, inject, it } from 'vitest';
import { join } from 'node:path';
import { rm, writeFile } from 'node:fs/promises';
import { newFolder, newModel, scriptedMonitor } from '../support/scripted.ts';
import { runCli, type CliRun } from './run-cli.ts';
import { withClient } from '../support/temporal.ts';

const run = (...args: string[]): Promise<CliRun> => {
  const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
  return runCli(args, { env: { ...process.env, ...env }, input: '', columns: 200 });
};

describe('monitor list, of a monitor whose task queue no worker polls', () => {
  it('says that it has not begun, and how a worker is started; the document is as it was', async () => {
    const folder = await newFolder();
    await withClient(async ({ client, uniqueId }) => {
      const [model, taskQueue] = [newModel('unpolled'), uniqueId('unpolled')];
      const file = join(folder, 'a.monitor.json');
      await writeFile(file, JSON.stringify(scriptedMonitor(model)));
      await run('monitor', 'start', file, '--task-queue', taskQueue);
      const row = new RegExp(`^${model} +not begun `, 'm');
      await expect.poll(async () => (await run('monitor', 'list')).stdout).toMatch(row);
      const { code, stderr } = await run('monitor', 'list');
      expect(code).toBe(0);
      expect(stderr).toContain(
        `No worker polls task queue ${taskQueue}: 1 monitor of it stands still; start one with \`temporal-retrain worker --task-queue ${taskQueue}\` (and the \`--trainers\` that it had before, if any).`
      );
      const named = ['--address', inject('address'), '--namespace', inject('namespace')];
      expect((await run('monitor', 'list', ...named)).stderr).toContain(
        `\`temporal-retrain worker --task-queue ${taskQueue} ${named.join(' ')}\` (and`
      );
      const document = await run('monitor', 'list', '--json');
      expect(document).toMatchObject({ code: 0, stderr: '' });
      const line = document.stdout.split('\n').find((one) => one.includes(model))!;
      expect(JSON.parse(line)).toMatchObject({ model, taskQueue, begun: false });
      await client.workflow.getHandle(`monitor/${model}`).terminate('the test is over');
    });
    await rm(folder, { recursive: true, force: true });
  });
});
