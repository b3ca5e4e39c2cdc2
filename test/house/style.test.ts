import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

/** What the linter has no rule for. */
it('private members are `private`, in one hand', () => {
  const files = sourceFiles('src', 'activities', 'workflows', 'test', 'bench', 'scripts');
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => hasHashMember(readFileSync(file, 'utf8')))).toEqual([]);
  expect(hasHashMember('class A { #a = 1; }')).toBe(true);
});

function hasHashMember(source: string): boolean {
  const look = (node: ts.Node): boolean => ts.isPrivateIdentifier(node) || (ts.forEachChild(node, look) ?? false);
  return source.includes('#') && look(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest));
}
