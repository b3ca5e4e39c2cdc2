import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { openDoor } from './open-door.ts';

const { exports } = openDoor('src/index.ts');

it('every example of what the package exports compiles', () => {
  const examples = exports.flatMap(examplesOf);
  expect(examples.length).toBeGreaterThan(30);
  const broken: Example = ['broken', 'await startServer({ client, prot: 80 });'];
  expect(faultsOf([...examples, broken])).toEqual([expect.stringMatching(/^broken: .*'prot' does not exist/s)]);
});

// --- internal ---

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
