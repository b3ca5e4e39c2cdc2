import { placeIn } from './outline.ts';

/** A JSON Schema, as far as a completion looks at it. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** Something that may stand where the cursor is. */
export interface Suggestion {
  /** What is written: `cooldown: `, `drift`. */
  text: string;
  /** What is shown: `cooldown`. */
  label: string;
  description: string;
}

export interface Completion {
  /** The part of the text that it replaces. */
  from: number;
  to: number;
  /** Whether it is the value of a key, and no key. */
  isValue: boolean;
  suggestions: Suggestion[];
}

/** What the schema lets stand at the cursor: keys that are not there yet, or the values of a key. */
export function completionAt(schema: Schema, text: string, cursor: number): Completion {
  const { path, key, word, from, siblings } = placeIn(text, cursor);
  const here = path.reduce<Schema[]>((at, part) => at.flatMap((one) => stepsOf(schema, one, part)), [schema]);
  const all =
    key === undefined
      ? keysOf(schema, here, siblings)
      : valuesOf(
          schema,
          here.flatMap((one) => stepsOf(schema, one, key))
        );
  const small = word.toLowerCase();
  const fitting = all.filter(({ label }) => label.toLowerCase().includes(small) && label !== word);
  fitting.sort(
    (a, b) => Number(b.label.toLowerCase().startsWith(small)) - Number(a.label.toLowerCase().startsWith(small))
  );
  return { from, to: cursor, isValue: key !== undefined, suggestions: fitting.slice(0, most) };
}

// --- internal ---

const most = 12;

/** The schema itself, through references and all of its alternatives. */
function plain(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > 8) return [];
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    const { $ref: _, ...rest } = schema;
    return target ? plain(root, { ...target, ...rest }, depth + 1) : [];
  }
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...parts.flatMap((one) => plain(root, one, depth + 1))];
}

function stepsOf(root: Schema, schema: Schema, part: string): Schema[] {
  return plain(root, schema).flatMap((one) => {
    if (part === '*') return one.items ?? [];
    const own = one.properties && Object.hasOwn(one.properties, part) ? one.properties[part] : undefined;
    if (own) return own;
    return typeof one.additionalProperties === 'object' ? one.additionalProperties : [];
  });
}

function keysOf(root: Schema, here: readonly Schema[], siblings: readonly string[]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const one of here.flatMap((schema) => plain(root, schema)))
    for (const [name, property] of Object.entries(one.properties ?? {})) {
      if (siblings.includes(name) || found.has(name)) continue;
      found.set(name, { text: `${name}: `, label: name, description: descriptionOf(root, property) });
    }
  return [...found.values()];
}

function valuesOf(root: Schema, at: readonly Schema[]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const one of at.flatMap((schema) => plain(root, schema))) {
    const isYesOrNo = one.type === 'boolean';
    const values = [
      ...(one.enum ?? []),
      ...('const' in one ? [one.const] : []),
      ...(isYesOrNo ? [true, false] : []),
      ...('default' in one ? [one.default] : []),
    ];
    for (const value of values) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (!found.has(text)) found.set(text, { text, label: text, description: one.description ?? '' });
    }
  }
  return [...found.values()];
}

function descriptionOf(root: Schema, schema: Schema): string {
  return plain(root, schema).find(({ description }) => description !== undefined)?.description ?? '';
}
