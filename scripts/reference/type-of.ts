/** As much of JSON Schema as the reference reads. */
export interface Schema {
  $defs?: Record<string, Schema>;
  $ref?: string;
  type?: string | string[];
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

/** What a field may be, in words: `duration or null`, `whole number from 1`, `list of [Rule](#rule)`. */
export function typeOf(schema: Schema): string {
  if (schema.$ref) return link(schema.$ref);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return [...new Set(variants.map(typeOf))].join(' or ');
  if ('const' in schema) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ type })).join(' or ');
  if (schema.type === 'object')
    return isSchema(schema.additionalProperties) ? mapOf(schema.additionalProperties) : 'object';
  if (schema.type === 'integer') return `whole number${range(schema)}`;
  if (schema.type === 'number') return `number${range(schema)}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'null') return 'null';
  if (schema.pattern?.includes('ms|s|m|h|d|w')) return 'duration';
  return schema.type === 'string' ? 'text' : 'anything';
}

// --- internal ---

function link(reference: string): string {
  const name = reference.replace('#/$defs/', '');
  return `[${name}](#${name.toLowerCase()})`;
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function mapOf(values: Schema): string {
  return `object of ${typeOf(values)}`;
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const from = minimum === undefined ? undefined : ` from ${minimum}`;
  const above = exclusiveMinimum === undefined ? undefined : ` above ${exclusiveMinimum}`;
  const to = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : ` to ${maximum}`;
  const below = exclusiveMaximum === undefined ? undefined : ` below ${exclusiveMaximum}`;
  return [from ?? above, to ?? below].filter((part) => part !== undefined).join('');
}
