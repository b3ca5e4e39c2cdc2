import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { findMonitors } from '../../../src/cli/apply/find-files.ts';
import { findMisnamed, misnamedText } from '../../../src/cli/apply/misnamed.ts';
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
      ['shop:older', parseMonitor({ model: 'shop:older', cooldown: '3h' })],
      ['shop:old', parseMonitor({ model: 'shop:old', cooldown: '3h' })],
    ]);
    const steps = planOf(described, running, { prune: true });
    expect(steps.map(({ action, model }) => [action, model])).toEqual([
      ['start', 'shop:new'],
      ['change', 'shop:other'],
      ['keep', 'shop:same'],
      ['stop', 'shop:old'],
      ['stop', 'shop:older'],
    ]);
    expect(formatPlan(steps, createStyle(false)).replaceAll(folder, '<folder>')).toMatchInlineSnapshot(`
      "+ shop:new  <folder>/a.monitor.yaml
      ~ shop:other  <folder>/c.monitor.json
          ~ cooldown: 1d → 1h
      - shop:old
      - shop:older

      5 monitors: 1 to start, 1 to change, 2 to stop, 1 as they are."
    `);
    expect(planOf(described, running, { prune: false }).map(({ action }) => action)).toEqual([
      'start',
      'change',
      'keep',
    ]);
  });
});

describe('a plan that changes a monitor', () => {
  it('says which detectors learn again from nothing, and which do not', async () => {
    const metrics = (options: string): string =>
      `metrics:\n  accuracy:\n    below: 0.7\n    detectors:\n      - type: page-hinkley\n        ${options}\n`;
    await file('a.monitor.yaml', `model: shop:a\n${metrics('delta: 0.01')}`);
    await file('b.monitor.yaml', `model: shop:b\ncooldown: 12h\n${metrics('delta: 0.005')}`);
    const described = await findMonitors([folder]);
    const before = described.map(({ monitor: { policy, config } }) => ({ policy, config }));
    await file('a.monitor.yaml', `model: shop:a\n${metrics('delta: 0.02')}`);
    await file('b.monitor.yaml', `model: shop:b\ncooldown: 6h\n${metrics('delta: 0.005')}`);
    const running = new Map(before.map((one) => [one.config.model, one]));
    const steps = planOf(await findMonitors([folder]), running, { prune: false });
    expect(steps.map(({ anew }) => anew)).toEqual([['accuracy:page-hinkley'], []]);
    expect(formatPlan(steps, createStyle(false)).replaceAll(folder, '<folder>')).toMatchInlineSnapshot(`
      "~ shop:a  <folder>/a.monitor.yaml
          ~ metrics.accuracy.detectors.page-hinkley.delta: 0.01 → 0.02
          Would learn again, from nothing: accuracy:page-hinkley. The others keep what they have learned.
      ~ shop:b  <folder>/b.monitor.yaml
          ~ cooldown: 12h → 6h

      2 monitors: 0 to start, 2 to change, 0 to stop, 0 as they are."
    `);
  });
});

describe('a plan that starts one monitor and stops another', () => {
  it('says what the stop does, and that they may be one under a new name', async () => {
    await file('a.monitor.yaml', 'model: shop:new\ncooldown: 12h\n');
    await file('b.monitor.yaml', 'model: shop:other\n');
    const running = new Map([
      ['shop:old', parseMonitor({ model: 'shop:old', cooldown: '12h' })],
      ['shop:else', parseMonitor({ model: 'shop:else', cooldown: '3h' })],
    ]);
    const steps = planOf(await findMonitors([folder]), running, { prune: true });
    const effect = 'It ends for good; retrain 3 goes on';
    const told = steps.map((step) => (step.model === 'shop:old' ? { ...step, effect } : step));
    expect(formatPlan(told, createStyle(false)).replaceAll(folder, '<folder>')).toMatchInlineSnapshot(`
      "+ shop:new  <folder>/a.monitor.yaml
          Has the policy of shop:old, which is stopped. If this is its new name: shop:new begins anew, without a version; what shop:old has learned, its versions and its history stay under the old name
      + shop:other  <folder>/b.monitor.yaml
      - shop:else
      - shop:old
          It ends for good; retrain 3 goes on

      4 monitors: 2 to start, 0 to change, 2 to stop, 0 as they are."
    `);
  });

  it('names no rename where several have that policy', async () => {
    await file('a.monitor.yaml', 'model: shop:new\n');
    await file('b.monitor.yaml', 'model: shop:other\n');
    const running = new Map([['shop:old', parseMonitor({ model: 'shop:old' })]]);
    const steps = planOf(await findMonitors([folder]), running, { prune: true });
    expect(steps.map(({ action, sameAs }) => [action, sameAs])).toEqual([
      ['start', undefined],
      ['start', undefined],
      ['stop', undefined],
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

describe('files that look like monitors, and are not called so', () => {
  const scorer = 'model: fraud:scorer\nmetrics:\n  accuracy: { below: 0.9 }\n';
  const misnamed = async (...paths: string[]): ReturnType<typeof findMisnamed> =>
    findMisnamed(paths, await findMonitors(paths));

  it('are told with the name that they should have, in folders below too', async () => {
    await mkdir(join(folder, 'eu'));
    await file('two.monitor.yaml', 'model: fraud:two\n');
    await file('eu/scorer.yaml', scorer);
    await file('three.json', '{"model":"fraud:three","metrics":{"f1":{"below":0.8}}}');
    expect((await misnamed(folder)).map(misnamedText)).toEqual([
      `${join(folder, 'eu', 'scorer.yaml')} describes fraud:scorer, and is not applied: name it scorer.monitor.yaml`,
      `${join(folder, 'three.json')} describes fraud:three, and is not applied: name it three.monitor.json`,
    ]);
  });

  it('are not those that are something else, are named one by one, or say what another file says', async () => {
    await file('two.monitor.yaml', 'model: fraud:two\n');
    await file('two.yaml', scorer.replace('scorer', 'two'));
    await file('scorer.yaml', scorer);
    await file('results.json', '{"model":"fraud:measured","metrics":{"f1":0.8}}');
    await file('trainers.yaml', 'trainers: []\nmodel: fraud:trained\n');
    await file('list.json', '[1]');
    await file('broken.yaml', 'model: "fraud:broken\nmetrics: {');
    await file('readme.md', scorer);
    await file('large.yaml', `${scorer}#${' '.repeat(600 * 1024)}`);
    expect(await misnamed(folder, join(folder, 'scorer.yaml'))).toEqual([]);
  });

  it('are named where a folder has no others', async () => {
    await file('scorer.yaml', scorer);
    await expect(findMonitors([folder])).rejects.toThrow(
      /found none.*\n.*scorer\.yaml describes fraud:scorer, and is not applied: name it scorer\.monitor\.yaml/
    );
  });

  it('are a few lines where they are many, with the error first', async () => {
    for (let at = 10; at < 40; at++) await file(`m${at}.yaml`, scorer.replace('scorer', `m${at}`));
    const error = (await findMonitors([folder]).catch((refused: unknown) => refused)) as Error;
    const lines = error.message.split('\n');
    expect(lines[0]).toMatch(/^Expected files called <name>\.monitor\.yaml .* found none; rename them/);
    expect(lines.slice(1, 4).join()).toContain('m12.yaml describes fraud:m12, and is not applied');
    expect(lines.slice(4)).toEqual(['and 27 more files like these']);
    await file('two.monitor.yaml', 'model: fraud:two\n');
    const found = await misnamed(folder);
    const running = new Map(found.map(({ model }) => [model, parseMonitor({ model })]));
    const plan = (): unknown => planOf([], running, { prune: true, misnamed: found });
    expect(plan).toThrow(/^(?:Expected --prune .*\n){3}and 27 more files like these$/);
  });

  it('keep what they describe from being stopped as something without a file', async () => {
    await file('two.monitor.yaml', 'model: fraud:two\n');
    await file('scorer.yaml', scorer);
    const described = await findMonitors([folder]);
    const running = new Map([['fraud:scorer', parseMonitor({ model: 'fraud:scorer' })]]);
    const found = await misnamed(folder);
    expect(() => planOf(described, running, { prune: true, misnamed: found })).toThrow(
      `Expected --prune to stop monitors that no file describes, but ${join(folder, 'scorer.yaml')} describes \`fraud:scorer\`, which runs; name that file scorer.monitor.yaml to keep the monitor, or move it elsewhere to have it stopped. Nothing was done`
    );
    expect(planOf(described, running, { prune: false, misnamed: found })).toHaveLength(1);
    expect(planOf(described, new Map(), { prune: true, misnamed: found })).toHaveLength(1);
  });
});
