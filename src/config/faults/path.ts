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
