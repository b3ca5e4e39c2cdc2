import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { join } from 'node:path';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { newFolder, newModel, scriptedMonitor, scriptedWorld } from '../../support/scripted.ts';
import { runCli, type CliRun } from '../run-cli.ts';
import { withWorker } from '../../support/temporal.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';

const run = (...args: string[]): Promise<CliRun> => {
  const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
  return runCli(args, { env: { ...process.env, ...env }, input: '' });
};

function trainedBy(model: string, name: string): MonitorFile {
  const file = scriptedMonitor(model);
  return { ...file, retrain: { ...file.retrain, trainer: { ...file.retrain?.trainer, name } } };
}

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a policy that names a trainer which its worker does not have', () => {
  it('is warned of as soon as it counts, by whichever command, and one with the right name is not', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async ({ client, taskQueue }) => {
      const model = newModel('unknown-trainer');
      const [right, wrong] = [join(folder, 'right.monitor.json'), join(folder, 'wrong.monitor.json')];
      await writeFile(right, JSON.stringify(trainedBy(model, 'scripted')));
      await writeFile(wrong, JSON.stringify(trainedBy(model, 'scriptd')));
      const warned = `Every retrain of \`${model}\` would fail: the worker of task queue \`${taskQueue}\` has no trainer \`scriptd\``;
      // Who does not answer within a moment is not waited for: on a busy machine it is asked again.
      const start = (): Promise<CliRun> => run('monitor', 'start', right, '--task-queue', taskQueue);
      expect(await start()).toMatchObject({ code: 0 });
      await expect.poll(start).toMatchObject({ code: 0, stderr: '' });
      await expect.poll(async () => (await run('monitor', 'policy', model, wrong)).stderr).toContain(warned);
      // What counts is the policy that runs.
      await expect.poll(async () => (await start()).stderr).toContain(warned);

      const unpolled = newModel('untrained');
      const elsewhere = join(folder, 'elsewhere.monitor.json');
      const file = trainedBy(unpolled, 'sklearn');
      const trainer = { name: 'sklearn', taskQueue: `${taskQueue}-python` };
      await writeFile(elsewhere, JSON.stringify({ ...file, retrain: { ...file.retrain, trainer } }));
      await expect
        .poll(async () => (await run('monitor', 'start', elsewhere, '--task-queue', taskQueue)).stderr)
        .toContain(`No worker polls task queue ${taskQueue}-python, on which ${unpolled} is trained`);

      const plans = join(folder, 'plans');
      await mkdir(plans);
      const other = newModel('applied');
      await writeFile(join(plans, 'a.monitor.json'), JSON.stringify(trainedBy(other, 'scriptd')));
      const apply = (how = '--yes'): Promise<CliRun> => run('apply', plans, '--task-queue', taskQueue, how);
      const warns = ({ stderr }: CliRun): boolean =>
        stderr.replaceAll(/\s+/g, ' ').includes(`Every retrain of \`${other}\` would fail`);
      await expect.poll(async () => warns(await apply('--dry-run'))).toBe(true);
      let applied = await apply();
      expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining(`Started ${other}`) as string });
      while (!warns(applied)) {
        await run('monitor', 'stop', other, '--yes');
        applied = await apply();
      }
      for (const one of [model, other, unpolled])
        await client.workflow.getHandle(`monitor/${one}`).terminate('the test is over');
    });
    await world.clean();
  });

  it('is told to be unchecked where no worker answers', async () => {
    const file = join(folder, 'unanswered.monitor.json');
    await writeFile(file, JSON.stringify(trainedBy(newModel('unanswered'), 'scriptd')));
    const { code, stderr } = await run('apply', file, '--task-queue', 'polled-by-nobody', '--dry-run');
    expect(code).toBe(0);
    expect(stderr).toContain(
      `No worker polls task queue polled-by-nobody: the trainers, tuners and sources that the policy names were not checked; \`temporal-retrain doctor ${file} --task-queue polled-by-nobody\` checks them.`
    );
  });
});
