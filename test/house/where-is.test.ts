import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMap } from './map.ts';

describe('docs/core.md', () => {
  const [rooms = '', answers = ''] = readFileSync('docs/core.md', 'utf8').split('## Where is');

  it.each(namesIn(answers))('names %s, which exists', (name) => {
    expect([name, `src/core/${name}`].some((path) => existsSync(path))).toBe(true);
  });

  it('has a row for every room, in the order of the map', () => {
    const named = [...rooms.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    const mapped = readMap().flatMap(({ name }) => /^src\/core\/(.+)$/.exec(name)?.[1] ?? []);
    expect(named.filter((name) => name !== 'step.ts')).toEqual(mapped);
    const folders = readdirSync('src/core', { withFileTypes: true }).filter((one) => one.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...mapped].sort());
  });
});

function namesIn(text: string): string[] {
  const names = [...text.matchAll(/`([^`]+\.ts)`/g)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(5);
  return names;
}
