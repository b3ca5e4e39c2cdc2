import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

describe('the size of the house', () => {
  const made = 'page/api/schema.ts';
  const product = sourceFiles('src', 'activities', 'workflows', 'page').filter((file) => file !== made);

  it('keeps every file within 300 lines, tests included', () => {
    const all = [...product, ...sourceFiles('test', 'bench', 'examples', 'scripts')];
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter((file) => linesOf(file) > 300)).toEqual([]);
  });

  it('keeps half of the files within 90 lines', () => {
    const sizes = product.map(linesOf).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(90);
  });

  it('has few files that are too small for an idea of their own', () => {
    const small = product.filter((file) => linesOf(file) < 20);
    expect(small.filter((file) => !file.startsWith('page/')).length).toBeLessThan(52);
    expect(small.filter((file) => file.startsWith('page/')).length).toBeLessThan(15);
  });

  it('keeps at most a dozen files a room, but where one kind of thing is listed', () => {
    const rooms = new Map<string, string[]>();
    // Elsewhere a folder is a list of one kind: a detector, a tuner, a function, an activity a file.
    const lists = ['src/terms', 'src/stats', 'src/detectors', 'src/tuners'];
    for (const file of sourceFiles('src', 'page').filter((one) => !lists.some((list) => one.startsWith(`${list}/`))))
      rooms.set(dirname(file), [...(rooms.get(dirname(file)) ?? []), file]);
    expect(rooms.size).toBeGreaterThan(30);
    expect([...rooms].filter(([, inside]) => inside.length > 12)).toEqual([]);
  });
});

function linesOf(file: string): number {
  return readFileSync(file, 'utf8').trimEnd().split('\n').length;
}
