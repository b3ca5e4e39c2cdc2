import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkReport } from '../../../src/demo/report/check-report.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-report-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('a report may go where a file can be written', async () => {
  await expect(checkReport(join(folder, 'story.html'))).resolves.toBeUndefined();
});

it.each([
  ['into a folder that is not there', 'nowhere/story.html', /there is no folder .*nowhere; make it first/],
  ['over a folder', '.', /it is a folder; add a file name/],
])('a report %s is refused before the story is played', async (_, name, message) => {
  await expect(checkReport(join(folder, name))).rejects.toThrow(message);
});
