import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { lintRuleOf, mayImport, readMap, rowOf, type LintRule } from './map.ts';
import { sourceFiles } from './source-files.ts';

describe('the map in CONTRIBUTING.md', () => {
  it('has a row for every file', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((file) => !rowOf(file, rows))).toEqual([]);
  });

  it('has a file for every row', () => {
    const used = new Set(files.map((file) => rowOf(file, rows)?.name));
    expect(rows.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  it('names only what stands above, so no circle can be written', () => {
    for (const [place, row] of rows.entries()) {
      const above = rows.slice(0, place);
      for (const name of row.mayImport)
        expect(rowOf(name, above)?.name, `${row.name} may import ${name}`).toBe(rowOf(name, rows)?.name);
    }
  });

  it('is kept by every import, types included', () => {
    const arrows = files.flatMap((file) => importsOf(file).map((target) => ({ file, target })));
    expect(arrows.length).toBeGreaterThan(1_000);
    const strangers = arrows.filter(({ file, target }) => !mayImport(rowOf(file, rows)!, target, rows));
    expect(strangers).toEqual([]);
  });

  it('leaves no circle of files, not even through what is imported while it runs', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file)]));
    expect(circlesOf(graph)).toEqual([]);
    const closed = new Map([
      ['a.ts', ['b.ts']],
      ['b.ts', ['a.ts']],
    ]);
    expect(circlesOf(closed)).toEqual(['a.ts -> b.ts -> a.ts']);
  });

  it('is what the linter enforces, folder by folder', () => {
    expect(lintRules).toEqual(rows.map((row) => lintRuleOf(row, rows)));
  });

  it('is understood by the linter as it is by people, for every file that could import another', () => {
    let pairs = 0;
    const wrong: string[] = [];
    for (const row of rows) {
      const own = files.filter((file) => rowOf(file, rows) === row);
      const rule = lintRuleOf(row, rows).rules['no-restricted-imports'][1].patterns.find((one) => 'regex' in one)!;
      const pattern = new RegExp((rule as { regex: string }).regex);
      // One file of each depth stands for all: the pattern sees dots and folders only.
      const byDepth = new Map(own.map((file) => [file.split('/').length, file]));
      for (const file of byDepth.values())
        for (const target of files) {
          const owner = rowOf(target, rows)!.name;
          // Where single files of a row are allowed, a pattern of its own speaks.
          if (row.mayImport.some((one) => one !== owner && one.startsWith(`${owner}/`) && one.endsWith('.ts')))
            continue;
          // A barrel of one's own folder looks like the one at the root; nobody imports it from inside either.
          if (owner === row.name && target.endsWith('/index.ts')) continue;
          pairs += 1;
          const path = posix.relative(posix.dirname(file), target);
          const isDenied = pattern.test(path.startsWith('.') ? path : `./${path}`);
          if (isDenied === mayImport(row, target, rows)) wrong.push(`${file} -> ${target}`);
        }
    }
    expect(pairs).toBeGreaterThan(10_000);
    expect(wrong).toEqual([]);
  });
});

// --- internal ---

const rows = readMap();
const files = sourceFiles('src', 'activities', 'workflows');

const lint = JSON.parse(readFileSync('.oxlintrc.json', 'utf8')) as { overrides: LintRule[] };
const lintRules = lint.overrides.filter(({ rules }) => rules['no-restricted-imports'] !== undefined);

/** The files of ours that a file imports or exports from, in any form. */
function importsOf(file: string): string[] {
  return ts
    .preProcessFile(readFileSync(file, 'utf8'))
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(file), name));
}

/** Every import that closes a circle, as the way around; the linter sees no import that is an expression. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) return void circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}
