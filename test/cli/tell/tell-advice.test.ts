import { describe, expect, it } from 'vitest';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { tellAdviceOnFiles } from '../../../src/cli/tell/tell-advice.ts';
import type { CliContext } from '../../../src/cli/terminal/context.ts';
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

  it('is of what runs already only that no retrain can succeed', async () => {
    expect(await told(undefined, false)).toEqual([
      expect.stringContaining('a.monitor.yaml: Every retrain would fail') as string,
    ]);
    expect(await told({ trainer: { name: 'ours' } }, false)).toEqual([]);
  });
});
