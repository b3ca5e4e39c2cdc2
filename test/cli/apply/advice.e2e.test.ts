import { join } from 'node:path';
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newFolder, newModel } from '../../support/scripted.ts';
import { runCli, type CliRun } from '../run-cli.ts';
import { withWorker } from '../../support/temporal.ts';

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('apply of a monitor that can never retrain', () => {
  it('warns of it in the plan, when it starts it, and for as long as it runs', async () => {
    await withWorker({}, async ({ client, taskQueue }) => {
      const model = newModel('no-data');
      const file = join(folder, 'bad.monitor.json');
      await writeFile(file, JSON.stringify({ model }));
      const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
      const apply = (how: string): Promise<CliRun> =>
        runCli(['apply', folder, '--task-queue', taskQueue, how], { env: { ...process.env, ...env }, input: '' });
      const warned = expect.stringContaining(
        `${file}: Every retrain would fail: the in-process trainer needs \`retrain.trainer.options.data\``
      ) as string;
      expect(await apply('--dry-run')).toMatchObject({ code: 0, stderr: warned });
      expect(await apply('--yes')).toMatchObject({ code: 0, stdout: `Started ${model}\n`, stderr: warned });
      expect(await apply('--yes')).toMatchObject({ code: 0, stderr: warned });
      await client.workflow.getHandle(`monitor/${model}`).terminate('the test is over');
    });
  });
});
