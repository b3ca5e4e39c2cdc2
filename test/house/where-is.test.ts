import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readMap } from './map.ts';
import { sourceFiles } from './source-files.ts';

describe('docs/core.md', () => {
  const [rooms = '', answers = ''] = readFileSync('docs/core.md', 'utf8').split('## Where is');
  const named = namesIn(answers);

  it('answers the questions of a newcomer', () => expect(named.length).toBeGreaterThanOrEqual(10));

  it.each(named)('says that %s exports %s, and it does', (file, name) => {
    const path = [file, `src/core/${file}`].find((one) => existsSync(one));
    expect(path).toBeDefined();
    expect(exportsOf(path!)).toContain(name);
  });

  it('has a row for every room, in the order of the map', () => {
    const told = [...rooms.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    const mapped = readMap().flatMap(({ name }) => /^src\/core\/(.+)$/.exec(name)?.[1] ?? []);
    expect(told.filter((name) => name !== 'step.ts')).toEqual(mapped);
    const folders = readdirSync('src/core', { withFileTypes: true }).filter((one) => one.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...mapped].sort());
  });
});

describe('what is said to be in one file', () => {
  const files = sourceFiles('src', 'activities', 'workflows');
  const filesWith = (pattern: RegExp): string[] => files.filter((file) => pattern.test(readFileSync(file, 'utf8')));

  it('is there alone: when the cool-down ends', () => {
    expect(filesWith(/cooldownUntil\s*=|\{ cooldownUntil \}|\.cooldownUntil/)).toEqual(['src/core/launch/cooldown.ts']);
  });

  it('is there alone: the form of the id of a retrain', () => {
    const id = /[`'"][^`'"\n]*\/retrain\/(?:\$\{|\(|'|`)/;
    expect(filesWith(id)).toEqual(['src/terms/model-id.ts']);
  });

  it('is there alone: what makes a text safe for a terminal, which twice would show its own colours', () => {
    expect(filesWith(/\b(?:safeOutput|unsealed)\(/).map(dirname)).toEqual(Array(4).fill('src/cli/terminal'));
  });
});

describe('the tours', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8').split('## Map')[0]!;
  const paths = [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path]) => path!);

  it('lead past more than a dozen files', () => expect(paths.length).toBeGreaterThan(12));
  it.each(paths)('lead to %s, which is there', (path) => expect(existsSync(path)).toBe(true));
});

// --- internal ---

/** `file.ts`: `one`, `two`; each as a pair. */
function namesIn(text: string): [file: string, name: string][] {
  return [...text.matchAll(/`([^`]+\.ts)`: ((?:`\w+`(?:, )?)+)/g)].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = '']): [string, string] => [file, name])
  );
}

function exportsOf(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((one) => (ts.isFunctionDeclaration(one) && one.name ? [one.name.text] : []));
}
