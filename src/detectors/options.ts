import { didYouMean } from '../terms/did-you-mean.ts';
import { show } from '../terms/show.ts';
import type { Direction } from '../terms/metric-kinds.ts';
import type { Parameter } from './detector.ts';

/** What `resolveOptions` needs to know about a detector or a two-sample test. */
export interface Configurable {
  readonly name: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  check?(options: never, direction: Direction): string[];
}

export interface OptionIssue {
  /** Name of the option; empty if the fault is between options. */
  field: string;
  message: string;
}

export type ResolvedOptions = { options: Record<string, unknown> } | { issues: OptionIssue[] };

/**
 * Completes and checks the options of a detector: names in camelCase, snake_case or as other libraries call them;
 * defaults, also those that depend on the metric's direction; types, ranges, and what the detector itself checks.
 * `null` counts as not given. Pure, so workflow code may use it too.
 *
 * @example
 * ```ts @import.meta.vitest
 * const delta = { type: 'number', default: 0.002, min: 0, max: 1, doc: '' } as const;
 * const detector = { name: 'adwin', parameters: { delta } };
 * expect(resolveOptions(detector, {})).toEqual({ options: { delta: 0.002 } });
 * expect(resolveOptions(detector, { detla: 1 })).toEqual({
 *   issues: [{ field: 'detla', message: 'Expected an option of `adwin`, got `detla`: did you mean `delta`?' }],
 * });
 * ```
 */
export function resolveOptions(
  detector: Configurable,
  given: Readonly<Record<string, unknown>>,
  direction: Direction = 'two-sided'
): ResolvedOptions {
  const issues: OptionIssue[] = [];
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    const key = keyOf(detector, name);
    if (key === undefined) issues.push({ field: name, message: unknownOption(detector, name) });
    else if (values.has(key))
      issues.push({ field: name, message: `Expected \`${key}\` once, got it as \`${name}\` too` });
    else if (value !== null && value !== undefined) values.set(key, value);
  }
  const options: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries(detector.parameters)) {
    const value = values.has(key) ? values.get(key) : defaultOf(parameter, direction, options);
    if (value === undefined) {
      if (!parameter.optional)
        issues.push({
          field: key,
          message: `Expected \`${key}\` to be given: ${parameter.doc}${example(key, parameter)}`,
        });
      continue;
    }
    const result = read(key, value, parameter);
    if (typeof result === 'object') issues.push({ field: key, message: result.fault });
    else options[key] = result;
  }
  if (issues.length > 0) return { issues };
  const faults = detector.check?.(options as never, direction) ?? [];
  return faults.length > 0 ? { issues: faults.map((message) => ({ field: '', message })) } : { options };
}

// --- internal ---

/** The parameter with that name or alias. A parameter's own name takes precedence over every alias. */
function keyOf(detector: Configurable, name: string): string | undefined {
  const camel = camelCase(name);
  for (const candidate of [name, camel]) if (Object.hasOwn(detector.parameters, candidate)) return candidate;
  for (const [key, parameter] of Object.entries(detector.parameters))
    if (parameter.aliases?.some((alias) => alias === name || alias === camel)) return key;
  return undefined;
}

function camelCase(name: string): string {
  return name.replace(/_+$/, '').replace(/[_-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `above` are the options that stand before it in the table; a bad one among them is told of instead. */
function defaultOf(parameter: Parameter, direction: Direction, above: Readonly<Record<string, unknown>>): unknown {
  if (parameter.type === 'choice') return parameter.byDirection?.[direction] ?? parameter.default;
  if (parameter.type === 'flag') return parameter.default;
  const derived = parameter.defaultFrom?.of(above);
  return derived !== undefined && Number.isFinite(derived) ? derived : parameter.default;
}

/** An example of what to write, if there are choices. */
function example(key: string, parameter: Parameter): string {
  return parameter.type === 'choice' ? `; give it, such as {"${key}":"${parameter.values[0]}"}` : '';
}

/** The value as the detector needs it, or what is wrong with it. */
function read(key: string, value: unknown, parameter: Parameter): number | string | boolean | { fault: string } {
  if (parameter.type === 'flag') {
    if (typeof value === 'boolean') return value;
    return { fault: `Expected \`${key}\` to be true or false, got ${show(value)}` };
  }
  if (parameter.type === 'choice') {
    const word = typeof value === 'string' ? (parameter.synonyms?.[value] ?? value) : undefined;
    if (word !== undefined && parameter.values.includes(word)) return word;
    const allowed = parameter.values.map((one) => `\`${one}\``).join(', ');
    return { fault: `Expected \`${key}\` to be one of ${allowed}, got ${show(value)}` };
  }
  const { min, max, exclusiveMin, exclusiveMax } = parameter;
  const kind = parameter.type === 'integer' ? 'a whole number' : 'a finite number';
  const fits =
    typeof value === 'number' &&
    (parameter.type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    (min === undefined || (exclusiveMin ? value > min : value >= min)) &&
    (max === undefined || (exclusiveMax ? value < max : value <= max));
  return fits ? value : { fault: `Expected \`${key}\` to be ${kind}${range(parameter)}, got ${show(value)}` };
}

function range(parameter: Parameter & { type: 'number' | 'integer' }): string {
  const parts: string[] = [];
  if (parameter.min !== undefined) parts.push(`${parameter.exclusiveMin ? 'more than' : 'at least'} ${parameter.min}`);
  if (parameter.max !== undefined) parts.push(`${parameter.exclusiveMax ? 'less than' : 'at most'} ${parameter.max}`);
  return parts.length > 0 ? ` ${parts.join(' and ')}` : '';
}

function unknownOption(detector: Configurable, name: string): string {
  const keys = Object.keys(detector.parameters);
  const nearest = didYouMean(name, keys);
  const advice = nearest ? `did you mean \`${nearest}\`?` : `it has ${keys.map((key) => `\`${key}\``).join(', ')}`;
  return `Expected an option of \`${detector.name}\`, got ${show(name)}: ${advice}`;
}
