import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkReport } from '../../../src/demo/report/check-report.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-report-'));
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true }));

it('a report may go where a file can be written', async () => {
  await expect(checkReport(join(folder, 'story.html'))).resolves.toBeUndefined();
});

// Not even who may write to every folder makes a file there.
it.skipIf(process.platform !== 'linux')('a report that no file can be made for is refused', async () => {
  await expect(checkReport('/proc/story.html')).rejects.toThrow(/nothing can be written to \/proc \(\w+\); choose/);
});

it.each([
  ['into a folder that is not there', 'nowhere/story.html', /there is no folder .*nowhere; make it first/],
  ['below a file', 'file/story.html', /file is no folder; choose another/],
  ['over a folder', '.', /it is a folder; add a file name/],
])('a report %s is refused before the story is played', async (_, name, message) => {
  await expect(checkReport(join(folder, name))).rejects.toThrow(message);
});
