import { excerpt } from '../../terms/visible-text.ts';

/** The place of a value in a monitor file. */
export type Path = readonly (string | number)[];

/** `metrics.accuracy.detectors[0].alpha` */
export function fieldOf(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = excerpt(part, 80);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

/** A value as messages print it: short, on one line, in backticks. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === '') return 'an empty text';
  if (typeof value === 'string') return `\`${shorten(JSON.stringify(value.slice(0, 100)).slice(1, -1))}\``;
  if (typeof value === 'object' && value !== null) return `\`${shorten(asJson(value))}\``;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return `\`${String(value)}\``;
  return `a ${typeof value}`;
}

/** The value at a path; `undefined` if there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[part] : undefined),
    root
  );
}

/** `a, b or c`, each in backticks. */
export function listOf(words: Iterable<string>, last = 'or'): string {
  const quoted = [...words].map((word) => `\`${word}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1)}`;
}

// --- internal ---

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function asJson(value: object): string {
  try {
    return JSON.stringify(value) ?? '{...}';
  } catch {
    return Array.isArray(value) ? '[...]' : '{...}';
  }
}
