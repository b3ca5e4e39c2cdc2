import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInProcessTrainer } from '../../../../src/trainers/in-process/in-process-trainer.ts';
import { dataFile, openDataFile } from '../../../../src/trainers/in-process/data/data-roots.ts';
import { fakeJob } from '../../../fakes/job.ts';
import type { JsonObject } from '../../../../src/terms/json.ts';
import { rainCsv } from '../../../support/rain.ts';

let folder: string;
let root: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'roots-')));
  root = join(folder, 'data');
  await mkdir(join(root, 'deep'), { recursive: true });
  await mkdir(join(folder, 'data-of-others'));
  for (const name of ['data/rows.csv', 'data/deep/rows.csv', 'data/.env', 'private.csv', 'data-of-others/rows.csv'])
    await writeFile(join(folder, name), 't,x,y\n1,1,1\n');
  await symlink('rows.csv', join(root, 'inside.csv'));
  await symlink('../private.csv', join(root, 'outside.csv'));
  await symlink('/proc/self', join(root, 'me'));
  await symlink(folder, join(root, 'up'));
  execFileSync('mkfifo', [join(root, 'pipe.csv')]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the in-process trainer reads', () => {
  it.each([
    ['rows.csv', 'rows.csv'],
    ['./deep/../rows.csv', 'rows.csv'],
    ['deep/rows.csv', 'deep/rows.csv'],
    ['inside.csv', 'rows.csv'],
  ])('%s below its data root', async (csv, found) => {
    expect(await dataFile(csv, root)).toBe(join(root, found));
    expect(await dataFile(join(root, csv), root)).toBe(join(root, found));
  });

  it('nothing from a data root that is not there, and says so', async () => {
    const missing = join(folder, 'nowhere');
    await expect(dataFile('rows.csv', missing)).rejects.toThrow(`there is none at \`${missing}\``);
  });

  it("the package's own examples, whatever its data root is", async () => {
    expect(await dataFile(rainCsv, root)).toBe(await realpath(rainCsv));
  });

  it('an example by its name alone, unless its data root has a file of that name', async () => {
    expect(await dataFile('noaa-rain.csv', root)).toBe(await realpath(rainCsv));
    await writeFile(join(root, 'noaa-rain.csv'), 't,x,y\n1,1,1\n');
    expect(await dataFile('noaa-rain.csv', root)).toBe(join(root, 'noaa-rain.csv'));
    await rm(join(root, 'noaa-rain.csv'));
    expect(await dataFile('no-rain.csv', root)).toBe(join(root, 'no-rain.csv'));
  });

  it('in the working directory when it is given no data root', async () => {
    expect(await dataFile('package.json')).toBe(await realpath('package.json'));
  });
});

describe('before a retrain the in-process trainer', () => {
  const check = (options: JsonObject) =>
    createInProcessTrainer({ artifacts: folder, dataRoot: root }).checkOptions?.(options);
  const data = { csv: 'rows.csv', time: 't', label: 'y' };

  it('finds nothing wrong with options whose rows are there', async () => {
    await expect(check({ data })).resolves.toBeUndefined();
  });

  it.each([
    ['a missing file', { data: { ...data, csv: 'none.csv' } }, 'found none'],
    ['a folder', { data: { ...data, csv: 'deep' } }, 'a regular file'],
    ['a file elsewhere', { data: { ...data, csv: '/etc/passwd' } }, 'may read'],
    ['options without rows', {}, 'to be valid'],
  ])('refuses %s, for every trial', async (_, options, message) => {
    await expect(check(options)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      permanent: true,
      everyTrial: true,
    });
  });
});

describe('the in-process trainer does not read', () => {
  it.each([
    '../private.csv',
    '/etc/passwd',
    '/proc/self/environ',
    'outside.csv',
    'me/environ',
    'up/private.csv',
    '../data-of-others/rows.csv',
    '.env',
    '../data-of-others/none.csv',
    '.',
    '',
    '/',
    '\0',
  ])('%j', async (csv) => {
    await expect(dataFile(csv, root)).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: expect.stringMatching(/below the folder that the trainer may read/),
    });
  });

  it.each(['/proc/self/environ', '/proc/self/maps', '/dev/zero', '/sys/kernel/uevent_seqnum'])(
    '%s, though its data root were the whole file system',
    async (csv) => {
      await expect(dataFile(csv, '/').then(openDataFile)).rejects.toMatchObject({ name: 'TrainingError' });
    }
  );

  it('a pipe, which would never answer', async () => {
    const path = await dataFile('pipe.csv', root);
    await expect(openDataFile(path)).rejects.toMatchObject({ message: expect.stringMatching(/regular file/) });
  });

  it('a link that has taken the place of a file since', async () => {
    await expect(openDataFile(join(root, 'outside.csv'))).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it('the environment of the worker, and says nothing of it', async () => {
    const trainer = createInProcessTrainer({ artifacts: join(folder, 'artifacts') });
    const options = { data: { csv: '/proc/self/environ', time: 't', label: 'l' } };
    const request = { model: 'x:leak', retrainId: 'r', attempt: 1, base: null, hyperparameters: {}, seed: 1 };
    const data = { to: null, holdoutSamples: 1 };
    const failed = trainer.train({ ...request, kind: 'full', data, options }, fakeJob());
    await expect(failed).rejects.toMatchObject({ permanent: true });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('PATH') });
    await trainer.close?.();
  });
});
