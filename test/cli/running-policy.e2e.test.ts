import { join } from 'node:path';
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFolder, newModel, scriptedMonitor, scriptedWorld } from '../support/scripted.ts';
import { runOnServer as run } from './run-on-server.ts';
import { withWorker } from '../support/temporal.ts';

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the policy of a running monitor', () => {
  it('is printed as a monitor file, which is the one that it was started with', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async ({ client, taskQueue }) => {
      const model = newModel();
      const [written, printed] = [join(folder, 'written.json'), join(folder, 'printed.yaml')];
      await writeFile(written, JSON.stringify(scriptedMonitor(model)));
      expect(await run('monitor', 'start', written, '--task-queue', taskQueue)).toMatchObject({ code: 0 });
      const { code, stdout } = await run('monitor', 'policy', model, '--print');
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^model: ${model}\n`));
      await writeFile(printed, stdout);
      expect((await run('diff', written, printed)).stdout).toBe('No difference in effect.\n');
      for (const [args, got] of [
        [[printed, '--print'], 'both'],
        [[], 'neither'],
      ] as const)
        expect(await run('monitor', 'policy', model, ...args)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining(`Expected a file or \`--print\`, got ${got}`) as string,
        });
      await client.workflow.getHandle(`monitor/${model}`).terminate('the test is over');
    });
    await world.clean();
  });

  it('is named by `diff` with the commands that compare and print it', async () => {
    const { code, stderr } = await run('diff', 'acme:ads', 'pol.yaml');
    expect(code).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      '`temporal-retrain monitor policy acme:ads pol.yaml --dry-run` compares what runs with a file, and `monitor policy acme:ads --print` prints it'
    );
  });
});
