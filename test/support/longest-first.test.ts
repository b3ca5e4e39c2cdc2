import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { longest, LongestFirst } from './longest-first.ts';

const root = new URL('../../', import.meta.url);

describe('the files that are begun first', () => {
  it('are there', () => {
    expect(longest.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it('come before all others that run with them, whatever came before them', async () => {
    const [first, second] = longest as [string, string];
    const project = (name: string, groupOrder: number): object => ({ name, config: { sequence: { groupOrder } } });
    const [pure, waiting, process] = [project('unit', 0), project('temporal', 1), project('process', 1)];
    const file = (owner: object | undefined, path: string): object => ({ project: owner, moduleId: `/at/${path}` });
    const files = [
      file(waiting, 'test/short.test.ts'),
      file(process, 'test/process.test.ts'),
      file(waiting, second),
      file(waiting, first),
      file(pure, 'test/pure.test.ts'),
    ] as never[];
    const cache = { getFileTestResults: () => undefined, getFileStats: () => undefined };
    const sequencer = new LongestFirst({ cache, config: { root: '/at' } } as never);
    expect((await sequencer.sort(files)).map(({ moduleId }) => moduleId.replace('/at/', ''))).toEqual([
      'test/pure.test.ts',
      first,
      second,
      'test/process.test.ts',
      'test/short.test.ts',
    ]);
  });
});
