import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { doors, openDoor } from './open-door.ts';

/** What each door exports, and the types of this package that the signatures of those exports name. */
function readDoor(entry: string): { exported: Set<string>; named: Map<string, string> } {
  const { checker, exports, real } = openDoor(entry);
  const named = new Map<string, string>();
  for (const symbol of exports)
    for (const declaration of symbol.declarations ?? [])
      for (const reference of typeReferencesOf(declaration)) {
        const found = checker.getSymbolAtLocation(reference);
        const type = found && real(found);
        if (type && isOurs(type)) named.set(type.name, symbol.name);
      }
  return { exported: new Set(exports.map(({ name }) => name)), named };
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
