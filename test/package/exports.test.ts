import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { doors, openDoor } from './open-door.ts';

// One file, as the compiler has to read the whole package before it says anything.
const { checker, exports } = openDoor('src/index.ts');

/** What each door exports, and the types of this package that the signatures of those exports name. */
function readDoor(entry: string): { exported: Set<string>; named: Map<string, string> } {
  const { exports: opened, real } = openDoor(entry);
  const named = new Map<string, string>();
  for (const symbol of opened)
    for (const declaration of symbol.declarations ?? [])
      for (const reference of typeReferencesOf(declaration)) {
        const found = checker.getSymbolAtLocation(reference);
        const type = found && real(found);
        if (type && isOurs(type)) named.set(type.name, symbol.name);
      }
  return { exported: new Set(opened.map(({ name }) => name)), named };
}

describe('the doors', () => {
  it.each(doors)('%s exports every type that its signatures name', (entry) => {
    const { exported, named } = readDoor(entry);
    expect(exported.size).toBeGreaterThan(3);
    expect(named.size).toBeGreaterThan(0);
    const main = new Set([...exported, ...readDoor('src/index.ts').exported]);
    const missing = [...named].filter(([name]) => !main.has(name)).map(([name, by]) => `${name}, which ${by} names`);
    expect(missing.toSorted()).toEqual([]);
  });
});

/** What users hand over: whole objects of options, by name. */
const optionTypes = exports.filter(
  ({ name, flags }) => name.endsWith('Options') && flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)
);

describe('what users may set', () => {
  it('is in more than a dozen types', () => expect(optionTypes.length).toBeGreaterThan(12));

  it.each(optionTypes.map((symbol): [string, ts.Symbol] => [symbol.name, symbol]))(
    '%s has an example, and says of every part that may be left out what stands in for it',
    (_, symbol) => {
      const tags = symbol.declarations?.flatMap((one) => ts.getJSDocTags(one)) ?? [];
      expect(tags.map(({ tagName }) => tagName.text)).toContain('example');
      const optional = checker
        .getDeclaredTypeOfSymbol(symbol)
        .getProperties()
        .filter(({ flags }) => flags & ts.SymbolFlags.Optional);
      expect(optional.filter((part) => !saysDefault(part)).map(({ name }) => name)).toEqual([]);
    }
  );
});

it('every example of what the package exports compiles', () => {
  const examples = exports.flatMap(examplesOf);
  expect(examples.length).toBeGreaterThan(30);
  const broken: Example = ['broken', 'await startServer({ client, prot: 80 });'];
  expect(faultsOf([...examples, broken])).toEqual([expect.stringMatching(/^broken: .*'prot' does not exist/s)]);
});

// --- internal ---

/** The names of types in what can be seen of a declaration: no bodies, no initializers, no private members. */
function typeReferencesOf(node: ts.Node): ts.EntityName[] {
  if (isHidden(node)) return [];
  const found: ts.EntityName[] = [];
  if (ts.isTypeReferenceNode(node)) found.push(node.typeName);
  if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) found.push(node.expression);
  ts.forEachChild(node, (child) => {
    const isBody = ts.isFunctionLike(node) && (node as ts.FunctionLikeDeclaration).body === child;
    const isValue = 'initializer' in node && node.initializer === child;
    if (!isBody && !isValue) found.push(...typeReferencesOf(child));
  });
  return found;
}

function isHidden(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) return true;
  return 'name' in node && node.name !== undefined && ts.isPrivateIdentifier(node.name as ts.Node);
}

function isOurs(symbol: ts.Symbol): boolean {
  const declarations = symbol.declarations ?? [];
  return declarations.some(
    (one) => !ts.isTypeParameterDeclaration(one) && !/node_modules/.test(one.getSourceFile().fileName)
  );
}

function saysDefault(part: ts.Symbol): boolean {
  return part.getJsDocTags(checker).some(({ name, text }) => name === 'default' && (text ?? []).length > 0);
}

type Example = [name: string, code: string];

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What an example may use without showing where it comes from. */
const known = `
declare const client: door.MonitorClient;
declare const monitor: door.MonitorHandle;
declare const registry: door.ModelRegistry;
declare const server: door.StartWorkerOptions['server'];
declare const trainingScores: number[];
declare const file: Parameters<typeof door.parseMonitor>[0];
declare const url: string;
declare const token: string;
/** Of prom-client. */
declare const register: door.MetricsRegistry;
`;

function examplesOf(symbol: ts.Symbol): Example[] {
  const tags = symbol.declarations?.flatMap((one) => ts.getJSDocTags(one)) ?? [];
  return tags
    .filter(({ tagName }) => tagName.text === 'example')
    .map((tag, index): Example => [
      `${symbol.name}${index || ''}`,
      codeOf(ts.getTextOfJSDocComment(tag.comment) ?? ''),
    ]);
}

function codeOf(comment: string): string {
  return /```ts[^\n]*\n([\s\S]*?)```/.exec(comment)?.[1] ?? `no code in: ${comment}`;
}

/** What the compiler says of them, as strict as it is with our own code. */
function faultsOf(examples: readonly Example[]): string[] {
  const files = new Map(
    [...examples].map(([name, text]) => [`${root}test/package/${name}.example.ts`, inModule(text)])
  );
  const config = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options: strict } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  // Everything is imported, classes that are exported as types alone too, whatever an example uses of it.
  const options = { ...strict, noUnusedLocals: false, verbatimModuleSyntax: false };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    const faults = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const name = path.slice(path.lastIndexOf('/') + 1, -'.example.ts'.length);
    return faults.map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

function inModule(example: string): string {
  const names = exports.filter(({ flags }) => flags & ts.SymbolFlags.Value).map(({ name }) => name);
  return `
import type * as door from '../../src/index.ts';
import { ${names.join(', ')} } from '../../src/index.ts';
import { Client, Connection } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import { expect } from 'vitest';
${known}
export async function example(): Promise<void> {
${example}}
`;
}
