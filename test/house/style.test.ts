import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

/** What the linter has no rule for. */
it('private members are `private`, in one hand', () => {
  const files = sourceFiles('src', 'activities', 'workflows', 'page', 'test', 'bench', 'scripts');
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => hasHashMember(readFileSync(file, 'utf8')))).toEqual([]);
  expect(hasHashMember('class A { #a = 1; }')).toBe(true);
});

it('comments keep within the line, which the formatter does not see to', () => {
  const wide = sourceFiles('src', 'activities', 'workflows', 'page').flatMap((file) =>
    wideComments(readFileSync(file, 'utf8')).map((line) => `${file}: ${line}`)
  );
  expect(wide).toEqual([]);
  expect(
    wideComments(`/** ${'word '.repeat(24)}*/\n * ${'word '.repeat(24)}\n  // ${'word '.repeat(24)}`)
  ).toHaveLength(3);
});

it('folders are made one at a time: `recursive` of Node never comes back where none can be, as in `/proc`', () => {
  const files = sourceFiles('src', 'activities');
  expect(files.filter((file) => makesRecursively(readFileSync(file, 'utf8')))).toEqual([]);
  expect(makesRecursively('await mkdir(dirname(path), { recursive: true });')).toBe(true);
  expect(makesRecursively('mkdirSync(path, { recursive: true })')).toBe(true);
});

function makesRecursively(source: string): boolean {
  return /\bmkdir(?:Sync)?\([^;]*\brecursive\b/.test(source);
}

/** Formulas, which are indented, and examples in fences may be wider. */
function wideComments(source: string): string[] {
  const withoutFences = source.replaceAll(/^ *\* ```[\s\S]*?^ *\* ```$/gm, '');
  return withoutFences.split('\n').filter((line) => line.length > 120 && /^ *(?:\/\*\*|\*(?! {5})|\/\/) /.test(line));
}

function hasHashMember(source: string): boolean {
  const look = (node: ts.Node): boolean => ts.isPrivateIdentifier(node) || (ts.forEachChild(node, look) ?? false);
  return source.includes('#') && look(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest));
}
