import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings, type InitFlags } from '../../../src/cli/init/read-settings.ts';
import type { InitSettings } from '../../../src/cli/init/settings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-init-asked-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is asked of the task, its default and what was made of the answer. */
async function asked(
  labels: readonly (string | number)[],
  flags: InitFlags,
  answer?: string
): Promise<{ byDefault: string | undefined; learns: InitSettings['learns'] }> {
  const rows = labels.map((label, at) => `${new Date(Date.UTC(2026, 0, 1 + at)).toISOString()},${at % 7},${label}\n`);
  await writeFile(join(folder, 'rows.csv'), `at,x,target\n${rows.join('')}`);
  let told: string | undefined;
  const all = {
    kind: 'csv',
    model: 'shop:price',
    direction: 'lower-is-better',
    limit: 'none',
    csv: 'rows.csv',
    ...flags,
  };
  const { learns } = await readSettings(all, folder, async (question, byDefault) => {
    if (!question.startsWith('The labels are whole numbers')) return byDefault;
    told = byDefault;
    return answer ?? byDefault;
  });
  return { byDefault: told, learns };
}

const upTo = (most: number): number[] => Array.from({ length: 300 }, (_, at) => at % most);

describe('what is learned of whole numbers', () => {
  it('is asked where the metric does not say it, with the guess as default', async () => {
    expect(await asked(upTo(40), { metric: 'uplift' })).toMatchObject({
      byDefault: 'regression',
      learns: { task: 'regression' },
    });
    expect(await asked(upTo(5), { metric: 'uplift' })).toEqual({ byDefault: 'classification', learns: {} });
  });

  it('is what was answered', async () => {
    expect((await asked(upTo(5), { metric: 'uplift' }, 'regression')).learns).toEqual({ task: 'regression' });
    expect((await asked(upTo(40), { metric: 'uplift' }, 'classification')).learns).toEqual({});
    await expect(asked(upTo(5), { metric: 'uplift' }, 'both')).rejects.toThrow('got `both`');
  });

  it.each([
    ['the metric is of classes', upTo(5), { metric: 'logLoss' }],
    ['the metric is of numbers', upTo(5), { metric: 'rmse' }],
    ['--task says it', upTo(5), { metric: 'uplift', task: 'regression' }],
    ['--positive says it', upTo(5), { metric: 'uplift', positive: '1' }],
    ['there are two of them', upTo(2), { metric: 'uplift' }],
    ['they are fractions', upTo(40).map((x) => x + 0.5), { metric: 'uplift' }],
    ['they are words', upTo(3).map((x) => `kind ${x}`), { metric: 'uplift' }],
  ])('is not asked where %s', async (_, labels, flags) => {
    expect((await asked(labels, flags)).byDefault).toBeUndefined();
  });
});
