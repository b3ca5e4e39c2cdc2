import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../../support/scripted.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { tellAdviceOnFiles } from '../../../src/cli/tell/tell-advice.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
import type { Monitor } from '../../../src/config/parse-monitor.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';

async function told(retrain: MonitorFile['retrain'], isNews: boolean): Promise<string[]> {
  const notes: string[] = [];
  const context = { note: (text: string) => notes.push(text) } as unknown as CliContext;
  const monitor = parseMonitor({
    model: 'shop:ranker',
    metrics: { accuracy: { below: 0 } },
    ...(retrain ? { retrain } : {}),
  });
  await tellAdviceOnFiles(context, [{ file: 'a.monitor.yaml', monitor, isNews }]);
  return notes;
}

describe('the advice on files that are applied', () => {
  it('names the file, and says once why no retrain of it can succeed', async () => {
    const notes = await told(undefined, true);
    expect(notes.filter((note) => note.includes('Every retrain would fail'))).toEqual([
      expect.stringMatching(
        /^a\.monitor\.yaml: Every retrain would fail: the in-process trainer needs .*\.$/
      ) as string,
    ]);
    expect(notes.length).toBeGreaterThan(1);
  });

  it('tells of rows that are not where a worker in this folder would look', async () => {
    const data = { csv: 'nowhere.csv', time: 'at', label: 'clicked' };
    expect(await told({ trainer: { options: { data } } }, true)).toContainEqual(
      expect.stringMatching(/^a\.monitor\.yaml: No rows at `nowhere\.csv` below this folder/) as string
    );
  });

  it('reads rows that many files name once, and others for themselves', async () => {
    const [before, folder] = [process.cwd(), await newFolder()];
    const good = `at,age,clicked\n${'2026-03-02,1,0\n2026-03-02,1,1\n'.repeat(60)}`;
    const monitorOf = (csv: string): Monitor => {
      const options = { data: { csv, time: 'at', label: 'clicked' } };
      return parseMonitor({ model: 'shop:ranker', retrain: { trainer: { options }, data: { holdoutSamples: 30 } } });
    };
    const files = ['rows.csv', 'rows.csv', 'others.csv'].map((csv, at) => ({
      file: `${at}.yaml`,
      monitor: monitorOf(csv),
      isNews: false,
    }));
    const notes: string[] = [];
    const note = (text: string): void => {
      notes.push(text);
      // Whoever reads again finds other rows.
      writeFileSync('rows.csv', good);
    };
    process.chdir(folder);
    try {
      writeFileSync('rows.csv', '');
      writeFileSync('others.csv', good);
      await tellAdviceOnFiles({ note } as unknown as CliContext, files);
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    }
    expect(notes).toEqual(['0', '1'].map((at) => expect.stringMatching(`^${at}.yaml: Every retrain fails`) as string));
  });

  it('is of what runs already only that no retrain can succeed', async () => {
    expect(await told(undefined, false)).toEqual([
      expect.stringContaining('a.monitor.yaml: Every retrain would fail') as string,
    ]);
    expect(await told({ trainer: { name: 'ours' } }, false)).toEqual([]);
  });
});
