import { readFileSync } from 'node:fs';

/** One row of the map in CONTRIBUTING.md. */
export interface Row {
  /** A folder, or a file that stands alone: `src/core/state`, `src/plugin.ts`. */
  name: string;
  /** Rows, or single files of a row, that its files may import. */
  mayImport: readonly string[];
}

export interface LintRule {
  files: string[];
  rules: { 'no-restricted-imports': [string, { patterns: object[] }] };
}

/** The rows of `src`, `activities` and `workflows`, from the ground up. */
export function readMap(): Row[] {
  const rows: Row[] = [];
  for (const line of readFileSync('CONTRIBUTING.md', 'utf8').split('\n')) {
    const [, name = '', , cell = ''] = line.split('|').map((one) => one.trim());
    if (!/^`(src\/|activities`|workflows`)/.test(name)) continue;
    rows.push({ name: name.replaceAll('`', ''), mayImport: allowedBy(cell, rows) });
  }
  return rows;
}

/** The row that a file belongs to: the longest name that its path begins with. */
export function rowOf(file: string, rows: readonly Row[]): Row | undefined {
  return rows.filter(({ name }) => isPart(file, name)).sort((a, b) => b.name.length - a.name.length)[0];
}

/** Whether a file of `row` may import `target`. */
export function mayImport(row: Row, target: string, rows: readonly Row[]): boolean {
  const owner = rowOf(target, rows)?.name ?? '';
  return owner === row.name || row.mayImport.includes(owner) || row.mayImport.includes(target);
}

/** The override of the linter that holds a row to its word. */
export function lintRuleOf(row: Row, rows: readonly Row[]): LintRule {
  const denied = rows.filter(({ name }) => name !== row.name && !row.mayImport.includes(name));
  const whole = denied.filter(({ name }) => !row.mayImport.some((one) => isFileOf(one, name)));
  const partly = row.mayImport.flatMap((file) =>
    denied.flatMap(({ name }) => (isFileOf(file, name) ? [{ file, name }] : []))
  );
  const message = `${row.name} may not import this: see the map in CONTRIBUTING.md`;
  const patterns = [
    ...(isPure(row.name) ? [purity] : []),
    ...(row.name === 'workflows' ? [sandbox] : []),
    { regex: `^${dotsOf(row.name)}(src/)?(${pathsOf(whole, row.name, rows).join('|')})`, message },
    ...partly.map(({ file, name }) => ({
      group: [`**/${lastOf(name)}/**`, `!**/${lastOf(name)}/${lastOf(file)}`],
      message: `${row.name} may import only ${lastOf(file)} of ${name}: see the map in CONTRIBUTING.md`,
    })),
  ];
  return { files: [globOf(row.name)], rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

// --- internal ---

const purity = {
  group: ['node:*', '@temporalio/*', 'zod', 'yaml', 'commander'],
  message: 'the pure core imports nothing of Node, Temporal or zod',
};

const sandbox = {
  group: ['node:*', 'zod', '@temporalio/client', '@temporalio/worker', '@temporalio/activity'],
  message: 'not available in the workflow sandbox',
};

const pure = ['src/terms', 'src/stats', 'src/detectors', 'src/tuners', 'src/core'];

function isPure(name: string): boolean {
  return pure.some((one) => isPart(name, one));
}

/** "nothing", "everything above", or names; `core` is all of its rooms. */
function allowedBy(cell: string, above: readonly Row[]): string[] {
  const names = above.map(({ name }) => name);
  if (cell === 'everything above') return names;
  if (cell === 'nothing') return [];
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, word = '']) => {
    const name = ['activities', 'workflows'].includes(word.split('/')[0] ?? '') ? word : `src/${word}`;
    return name === 'src/core' ? names.filter((one) => isPart(one, name)) : [name];
  });
}

function isPart(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}/`);
}

function isFileOf(path: string, name: string): boolean {
  return path.endsWith('.ts') && path !== name && isPart(path, name);
}

function isCore(name: string): boolean {
  return isPart(name, 'src/core');
}

function lastOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

function globOf(name: string): string {
  if (name.endsWith('.ts')) return name;
  return name === 'src/core' ? `${name}/*.ts` : `${name}/**`;
}

/** A file that stands beside folders reaches them with one dot. */
function dotsOf(from: string): string {
  return from.endsWith('.ts') || from === 'src/core' ? '\\.{1,2}/(\\.\\./)*' : '(\\.\\./)+';
}

/** What an import of these rows looks like behind its dots, seen from the row `from`. */
function pathsOf(denied: readonly Row[], from: string, rows: readonly Row[]): string[] {
  const names = denied.map(({ name }) => name.replace(/^src\//, ''));
  // A room reaches its neighbours without the word `core`, and the root of the core without a folder.
  if (isCore(from) && from !== 'src/core')
    return names.flatMap((name) => {
      if (name.endsWith('.ts')) return [];
      return name === 'core' ? ['[^/]+\\.ts$'] : [`${name.replace(/^core\//, '(core/)?')}/`];
    });
  const rooms = names.filter((name) => name.startsWith('core'));
  const paths = names
    .filter((name) => !rooms.includes(name))
    .map((name) => (name.endsWith('.ts') ? `${name.replaceAll('.', '\\.')}$` : `${name}/`));
  if (rooms.length === 0) return paths;
  if (rooms.length === rows.filter(({ name }) => isCore(name)).length) return ['core/', ...paths];
  return [...rooms.map((name) => (name === 'core' ? 'core/[^/]+\\.ts$' : `${name}/`)), ...paths];
}
