import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A document that a command prints. */
export interface Printed {
  type: ts.Type;
  at: ts.Node;
}

/** The documents of all commands, by the file that prints them, without folders. */
export interface Documents {
  checker: ts.TypeChecker;
  /** Of each command's file: the first word of its usage, its folder, and what it prints. */
  commands: { name: string; group: string; json: string | undefined; printed: Printed[] }[];
  /** What a frame prints for all commands that are made with it. */
  frames: Map<string, Printed[]>;
}

/** Everything that is handed to `context.result`, `context.verbatim` and `context.line`, with its type. */
export function printedDocuments(): Documents {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { config } = ts.readConfigFile(resolve(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([resolve(root, 'src/cli/program.ts')], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const commands: Documents['commands'] = [];
  const frames: Documents['frames'] = new Map();
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.includes('/src/cli/')) continue;
    const printed: Printed[] = [];
    let usage: string | undefined;
    let json: string | undefined;
    visit(file, (node) => {
      const document = documentOf(node);
      if (document) printed.push({ type: checker.getTypeAtLocation(document), at: document });
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'usage' && ts.isStringLiteral(node.initializer))
        usage ??= node.initializer.text;
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'json' && ts.isStringLiteral(node.initializer))
        json ??= node.initializer.text;
    });
    const group = basename(dirname(file.fileName));
    if (usage === undefined) frames.set(basename(file.fileName), printed);
    else
      commands.push({
        name: usage.split(' ')[0]!,
        group,
        json,
        // Lines of a command that prints one document are for people alone.
        printed: printed.filter(({ at }) => json === 'lines' || !isLine(at)),
      });
  }
  return { checker, commands, frames };
}

// --- internal ---

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

function isLine({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && parent.expression.getText().endsWith('.line');
}

function documentOf(node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression, name } = node.expression;
  if (!/^(this\.)?context$/.test(expression.getText()) || !['result', 'verbatim', 'line'].includes(name.text))
    return undefined;
  const [document] = node.arguments;
  return document && document.getText() !== 'undefined' ? document : undefined;
}
