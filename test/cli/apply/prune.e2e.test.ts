import { join } from 'node:path';
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { MonitorClient } from '../../../src/client/monitor-client.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { startMonitor } from '../../../src/client/life/start-monitor.ts';
import type { MonitorInput } from '../../../src/core/wire/messages.ts';
import { newFolder, newModel, scriptedMonitor, scriptedWorld } from '../../support/scripted.ts';
import { runOnServer as run } from '../run-on-server.ts';
import type { CliRun } from '../run-cli.ts';
import { withWorker } from '../../support/temporal.ts';

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('apply --prune', () => {
  it('stops what earlier applies of its set have started, says what that does, and names what it leaves', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async ({ client, taskQueue }) => {
      const [kept, gone, byHand, ofOthers] = ['kept', 'gone', 'by-hand', 'others'].map((name) => newModel(name)) as [
        string,
        string,
        string,
        string,
      ];
      const fileOf = async (model: string, name: string): Promise<string> => {
        const path = join(folder, name);
        await writeFile(path, JSON.stringify(scriptedMonitor(model)));
        return path;
      };
      await fileOf(kept, 'kept.monitor.json');
      const old = await fileOf(gone, 'gone.monitor.json');
      const apply = (...more: string[]): Promise<CliRun> => run('apply', ...more, '--task-queue', taskQueue);
      expect(await apply(folder, '--yes')).toMatchObject({ code: 0 });
      expect(await run('monitor', 'start', await fileOf(byHand, 'a.json'), '--task-queue', taskQueue)).toMatchObject({
        code: 0,
      });
      expect(await apply(await fileOf(ofOthers, 'b.json'), '--apply-set', 'blue', '--yes')).toMatchObject({ code: 0 });
      for (const name of ['a.json', 'b.json']) await rm(join(folder, name));
      await rm(old);
      for (const model of [gone, byHand, ofOthers])
        await expect.poll(async () => (await run('monitor', 'list')).stdout).toContain(model);
      const { stdout, stderr } = await apply(folder, '--prune', '--dry-run');
      const told = stderr.replaceAll(/\s+/g, ' ');
      expect(told).toContain(`--prune leaves ${byHand}, which no file describes: \`apply\` did not start it`);
      expect(told).toContain(`--prune leaves ${ofOthers}, which no file describes: it is of the set \`blue\``);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
        `- ${gone} It ends for good, and what its detectors have learnt`
      );
      expect((await apply(folder, '--prune', '--yes')).stdout).toBe(`Stopped ${gone}\n`);
      const status = async (model: string): Promise<string> =>
        (await client.workflow.getHandle(`monitor/${model}`).describe()).status.name;
      expect(await Promise.all([kept, byHand, ofOthers].map(status))).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
      for (const model of [kept, byHand, ofOthers])
        await client.workflow.getHandle(`monitor/${model}`).terminate('the test is over');
    });
    await world.clean();
  });
});

describe('the set of a monitor', () => {
  it('goes on over its runs, and is none of one that was started otherwise', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async ({ client, taskQueue }) => {
      const [model, other] = [newModel('rolls'), newModel('none')];
      const inputOf = (name: string): MonitorInput => ({
        ...parseMonitor(scriptedMonitor(name)),
        searchAttributes: true,
        rollAfterEvents: 10,
      });
      await startMonitor(client, inputOf(model), { taskQueue, applySet: 'blue' });
      await startMonitor(client, inputOf(other), { taskQueue });
      const monitors = new MonitorClient({ client, taskQueue });
      const handle = client.workflow.getHandle(`monitor/${model}`);
      const { runId } = await handle.describe();
      await eventually(
        async () => {
          await monitors.monitor(model).pause({ actor: 'ana' });
          await monitors.monitor(model).resume({ actor: 'ana' });
          return (await handle.describe()).runId;
        },
        (now) => now !== runId
      );
      expect(await monitors.monitor(model).applySet()).toBe('blue');
      expect(await monitors.monitor(other).applySet()).toBeNull();
      for (const name of [model, other])
        await client.workflow.getHandle(`monitor/${name}`).terminate('the test is over');
      await monitors.close();
    });
    await world.clean();
  });
});
