import ts from 'typescript';
import { meanings } from './meanings.ts';

/** Types as tables of fields; those with a name stand once, as parts that others link to. */
export class TypeTexts {
  /** Fields without a meaning, by their place. */
  readonly bare: string[] = [];
  private readonly checker: ts.TypeChecker;
  private readonly named = new Map<string, { type: ts.Type; at: ts.Node }>();

  constructor(checker: ts.TypeChecker) {
    this.checker = checker;
  }

  /** Each different document once: a link, or its table. */
  documents(printed: readonly (readonly [ts.Type, ts.Node])[]): string[] {
    const each = printed.flatMap(([type, at]) =>
      (type.isUnion() ? type.types : [type]).map((one) => [one, at] as const)
    );
    const all = each.flatMap(([type, at]) => {
      const whole = this.text(type, at);
      if (!whole.startsWith('{')) return [`${whole}.`];
      const table = this.table(type, at, 'document');
      return table === '' ? [] : [table];
    });
    return [...new Set(all)];
  }

  /** Every part that is linked to, by name. */
  parts(): string[] {
    const done = new Map<string, string>();
    for (let before = -1; before !== done.size;) {
      before = done.size;
      for (const [name, { type, at }] of this.named)
        if (!done.has(name)) done.set(name, `### ${name}\n\n${this.table(type, at, name)}`);
    }
    return [...done].sort(([a], [b]) => a.localeCompare(b)).map(([, text]) => text);
  }

  // --- internal ---

  private table(type: ts.Type, at: ts.Node, place: string): string {
    if (type.isUnion())
      return type.types
        .filter((one) => (one.flags & ts.TypeFlags.Object) !== 0)
        .map((one) => this.table(one, at, place))
        .join('\n\nor\n\n');
    const rows = this.checker.getPropertiesOfType(type).map((field) => {
      const isOptional = mayBeAbsent(field, this.checker.getTypeOfSymbolAtLocation(field, at));
      const text = this.text(this.checker.getTypeOfSymbolAtLocation(field, at), at);
      const declared = ts.displayPartsToString(field.getDocumentationComment(this.checker)).replaceAll(/\s+/g, ' ');
      const meaning = declared || (meanings[`${place}.${field.name}`] ?? meanings[field.name] ?? '');
      if (meaning === '') this.bare.push(`${place}.${field.name}`);
      return `| \`${field.name}${isOptional ? '?' : ''}\` | ${inCell(text)} | ${inCell(meaning)} |`;
    });
    return rows.length === 0 ? '' : ['| field | type | meaning |', '| --- | --- | --- |', ...rows].join('\n');
  }

  private text(type: ts.Type, at: ts.Node): string {
    const { flags } = type;
    if (isAnyJson(type)) return 'any JSON';
    if (flags & ts.TypeFlags.Boolean) return 'true or false';
    if (type.isUnion()) return this.union(type.types, at);
    if (type.isIntersection()) return type.types.map((one) => this.text(one, at)).join(' with ');
    if (type.isStringLiteral()) return `\`${type.value}\``;
    if (type.isNumberLiteral()) return String(type.value);
    if (flags & ts.TypeFlags.Null) return 'null';
    if (flags & ts.TypeFlags.StringLike) return 'text';
    if (flags & ts.TypeFlags.NumberLike) return 'number';
    if (flags & ts.TypeFlags.BooleanLiteral) return this.checker.typeToString(type);
    if (!(flags & ts.TypeFlags.Object)) return 'any JSON';
    if (type.getSymbol()?.name === 'Date') return isoTime;
    if (type.getCallSignatures().length > 0)
      throw new Error(`Expected what is printed to be JSON, got ${this.checker.typeToString(type)}`);
    if (this.checker.isArrayType(type) || this.checker.isTupleType(type)) return this.list(type, at);
    const name = nameOf(type);
    if (name !== undefined) {
      if (!this.named.has(name)) this.named.set(name, { type, at });
      return `[${name}](#${name.toLowerCase()})`;
    }
    const index = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const fields = this.checker.getPropertiesOfType(type);
    if (index && fields.length === 0) return `object of ${this.text(index.type, at)} by name`;
    const inner = fields.map((field) => {
      const isOptional = mayBeAbsent(field, this.checker.getTypeOfSymbolAtLocation(field, at));
      return `\`${field.name}${isOptional ? '?' : ''}\`: ${this.text(this.checker.getTypeOfSymbolAtLocation(field, at), at)}`;
    });
    return `{${inner.length === 0 ? '' : ` ${inner.join(', ')} `}}`;
  }

  private union(types: readonly ts.Type[], at: ts.Node): string {
    const isBoth = types.filter((one) => one.flags & ts.TypeFlags.BooleanLiteral).length === 2;
    const texts = types
      .filter((one) => !(one.flags & ts.TypeFlags.Undefined))
      .filter((one) => !(isBoth && one.flags & ts.TypeFlags.BooleanLiteral))
      .map((one) => this.text(one, at));
    const all = [...new Set([...texts, ...(isBoth ? ['true or false'] : [])])];
    return [...all.filter((text) => text !== 'null'), ...all.filter((text) => text === 'null')].join(' or ');
  }

  private list(type: ts.Type, at: ts.Node): string {
    const types = this.checker.getTypeArguments(type as ts.TypeReference);
    if (types.every((one) => one.flags & ts.TypeFlags.Never)) return 'empty list';
    const inner = [...new Set(types.map((one) => this.text(one, at)))];
    return `list of ${inner.map((one) => (one.includes(' or ') ? `(${one})` : one)).join(', ')}`;
  }
}

// --- internal ---

/** What JSON makes of a `Date`. */
const isoTime = 'ISO time';

/** What may be `undefined`, which `unknown` may, is no field of a JSON document then. */
function mayBeAbsent({ flags }: ts.Symbol, type: ts.Type): boolean {
  return (flags & ts.SymbolFlags.Optional) !== 0 || (type.flags & ts.TypeFlags.Unknown) !== 0;
}

/** It holds itself. */
function isAnyJson({ aliasSymbol, symbol }: ts.Type): boolean {
  return (aliasSymbol?.name ?? (symbol as ts.Symbol | undefined)?.name ?? '').startsWith('Json');
}

/** Of types of ours with fields; helpers of the language and types without a name have none. */
function nameOf(type: ts.Type): string | undefined {
  const symbol = type.aliasSymbol ?? type.getSymbol();
  const [declared] = symbol?.declarations ?? [];
  if (!symbol || !declared || !/\/(src|activities)\//.test(declared.getSourceFile().fileName)) return undefined;
  const isNamed = ts.isInterfaceDeclaration(declared) || ts.isTypeAliasDeclaration(declared);
  return isNamed && type.getProperties().length > 0 ? symbol.name : undefined;
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
