import { join } from 'node:path';
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { newFolder, newModel, scriptedMonitor, scriptedWorld } from '../../../support/scripted.ts';
import { runCli } from '../../run-cli.ts';
import { withWorker } from '../../../support/temporal.ts';
import type { SendReport } from '../../../../src/cli/input/sample/send-report.ts';

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };

async function command(args: string[], input = ''): Promise<{ report: Partial<SendReport>; stderr: string }> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { env: { ...process.env, ...env }, input });
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  return { report: JSON.parse(stdout) as Partial<SendReport>, stderr };
}

it('a file counts what is new in it, however often it has grown or is corrected, and equal rows as often as they stand there', async () => {
  const world = await scriptedWorld();
  await withWorker({ plugins: [world.plugin] }, async ({ client, taskQueue }) => {
    const model = newModel('grown');
    const [policy, path] = [join(folder, 'monitor.json'), join(folder, 'm.csv')];
    await writeFile(policy, JSON.stringify(scriptedMonitor(model)));
    await command(['monitor', 'start', policy, '--task-queue', taskQueue]);
    const rows = (count: number): string => {
      const row = (i: number): string => `2026-01-01T0${Math.floor(i / 4)}:00:00Z,0.9\n`;
      return `at,accuracy\n${Array.from({ length: count }, (_, i) => row(i)).join('')}`;
    };
    const counted = async (text: string, told = /^$/): Promise<number> => {
      await writeFile(path, text);
      const { report, stderr } = await command(['send', model, '--file', path]);
      expect(stderr).toMatch(told);
      return report.accepted! - report.notCounted!.repeated;
    };
    expect(await counted(rows(20), /^line 2: a history begins here, .*\n$/)).toBe(20);
    expect(await counted(rows(20))).toBe(0);
    expect(await counted(rows(21))).toBe(1);
    expect(await counted(rows(24).replaceAll('\n', '\r\n'))).toBe(3);
    expect(await counted(rows(24))).toBe(0);
    // Two segments that take turns, one of them after the other in a batch.
    const turns = (count: number): string =>
      `at,accuracy,segment\n${Array.from({ length: count }, (_, i) => `2026-02-01T00:00:00Z,0.9,${i % 2 === 0 ? 'DE' : 'FR'}\n`).join('')}`;
    expect(await counted(turns(200))).toBe(200);
    expect(await counted(turns(203))).toBe(3);
    // Nobody knows that these are the same measurements.
    expect(await counted(`at,accuracy\n2026-01-01T00:00:00Z,0.9\n2026-01-01T00:00:00Z,0.91\n`)).toBe(2);
    // Unless somebody says that one is the other, corrected.
    const old = join(folder, 'old.csv');
    await writeFile(old, rows(24));
    const corrected = rows(24).replace('0.9\n', '0.7\n').concat('2026-01-01T06:00:00Z,0.8\n');
    await writeFile(path, corrected);
    const fixed = await command(['send', model, '--file', path, '--corrects', old]);
    expect(fixed.report).toMatchObject({ accepted: 25, gone: 1, notCounted: { repeated: 23 } });
    expect(fixed.stderr).toBe(
      `23 values as in \`${old}\`, 2 new or changed; 1 value of that file stands here no more: once counted, it stays counted\n`
    );
    expect(await counted(corrected)).toBe(0);
    const piped = await command(['send', model], 'accuracy\n0.9\n');
    expect(piped.stderr).toBe('1 row had no key and came by standard input: sent again, such rows count again\n');
    await client.workflow.getHandle(`monitor/${model}`).terminate('the test is over');
  });
  await world.clean();
});
