import { join } from 'node:path';
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFolder, newModel, scriptedMonitor, scriptedWorld } from '../../support/scripted.ts';
import { runOnServer as run } from '../run-on-server.ts';
import type { CliRun } from '../run-cli.ts';
import { withWorker } from '../../support/temporal.ts';

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('apply of a folder in which the file of a running monitor is misnamed', () => {
  it('tells so, and stops that monitor only once the file has been moved elsewhere', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async ({ client, taskQueue }) => {
      const [two, scorer] = [newModel('two'), newModel('scorer')];
      const misnamed = join(folder, 'scorer.json');
      await writeFile(join(folder, 'two.monitor.json'), JSON.stringify(scriptedMonitor(two)));
      await writeFile(misnamed, JSON.stringify(scriptedMonitor(scorer)));
      expect(await run('apply', misnamed, '--yes', '--task-queue', taskQueue)).toMatchObject({ code: 0 });
      await expect.poll(async () => (await run('monitor', 'list')).stdout).toContain(scorer);
      const apply = (...more: string[]): Promise<CliRun> => run('apply', folder, '--task-queue', taskQueue, ...more);
      const told = `${misnamed} describes ${scorer}, and is not applied: name it scorer.monitor.json.`;
      expect(await apply('--dry-run')).toMatchObject({ code: 0, stderr: expect.stringContaining(told) as string });
      for (const how of ['--dry-run', '--yes']) {
        const refused = await apply('--prune', how);
        expect(refused).toMatchObject({ code: 2, stdout: '' });
        expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain('name that file scorer.monitor.json to keep');
      }
      expect((await client.workflow.getHandle(`monitor/${scorer}`).describe()).status.name).toBe('RUNNING');
      await rm(misnamed);
      expect((await apply('--prune', '--yes')).stdout).toContain(`Stopped ${scorer}`);
      await client.workflow.getHandle(`monitor/${two}`).terminate('the test is over');
    });
    await world.clean();
  });
});
