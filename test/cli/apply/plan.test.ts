import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { findMonitors } from '../../../src/cli/apply/find-files.ts';
import { formatPlan } from '../../../src/cli/print/plan.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { planOf } from '../../../src/cli/apply/plan.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-apply-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (path: string, text: string): Promise<void> => writeFile(join(folder, path), text);

describe('a plan', () => {
  it('starts what does not run, changes what differs, keeps the rest, and stops strangers only on request', async () => {
    await file('a.monitor.yaml', 'model: shop:new\n');
    await file('b.monitor.yaml', 'model: shop:same\ncooldown: 12h\n');
    await file('c.monitor.json', '{"model":"shop:other","cooldown":"1h"}');
    await file('trainers.yaml', 'trainers: []\n');
    const described = await findMonitors([folder]);
    const running = new Map([
      ['shop:same', parseMonitor({ model: 'shop:same', cooldown: '720m' })],
      ['shop:other', parseMonitor({ model: 'shop:other' })],
      ['shop:old', parseMonitor({ model: 'shop:old' })],
    ]);
    const steps = planOf(described, running, { prune: true });
    expect(steps.map(({ action, model }) => [action, model])).toEqual([
      ['start', 'shop:new'],
      ['change', 'shop:other'],
      ['keep', 'shop:same'],
      ['stop', 'shop:old'],
    ]);
    expect(formatPlan(steps, createStyle(false)).replaceAll(folder, '<folder>')).toMatchInlineSnapshot(`
      "+ shop:new  <folder>/a.monitor.yaml
      ~ shop:other  <folder>/c.monitor.json
          ~ cooldown: 1d → 1h
      - shop:old

      4 monitors: 1 to start, 1 to change, 1 to stop, 1 as they are."
    `);
    expect(planOf(described, running, { prune: false }).map(({ action }) => action)).toEqual([
      'start',
      'change',
      'keep',
    ]);
  });
});

describe('the files of a plan', () => {
  it('are found in folders below, and whatever they are called where they are named', async () => {
    await mkdir(join(folder, 'team', 'eu'), { recursive: true });
    await file('team/eu/x.monitor.yml', 'model: eu:x\n');
    await file('plain.yaml', 'model: shop:plain\n');
    const models = async (...paths: string[]): Promise<string[]> =>
      (await findMonitors(paths)).map(({ monitor }) => monitor.config.model);
    expect(await models(folder)).toEqual(['eu:x']);
    expect(await models(folder, join(folder, 'plain.yaml'))).toEqual(['eu:x', 'shop:plain']);
  });

  it('are refused together, with the faults of all of them', async () => {
    await file('a.monitor.yaml', 'model: nonsense\n');
    await file('b.monitor.yaml', 'model: shop:b\ncooldown: 24\n');
    await expect(findMonitors([folder])).rejects.toThrow(/a\.monitor\.yaml[\s\S]*b\.monitor\.yaml/);
  });

  it.each([
    [
      'two files of one model',
      { 'a.monitor.yaml': 'model: shop:a\n', 'b.monitor.yaml': 'model: shop:a\n' },
      /got `shop:a` in/,
    ],
    ['a folder without any', { 'a.yaml': 'model: shop:a\n' }, /<name>\.monitor\.yaml/],
  ])('are refused: %s', async (_, files, message) => {
    for (const [path, text] of Object.entries(files)) await file(path, text);
    await expect(findMonitors([folder])).rejects.toThrow(message);
  });

  it('are refused where there is nothing', async () => {
    await expect(findMonitors([join(folder, 'nothing')])).rejects.toThrow('which is not there');
  });
});
