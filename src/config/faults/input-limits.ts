import { fieldOf, type Path } from './path.ts';
import type { Fault } from './faults.ts';

/** Characters of all names, texts and numbers together: far more than any monitor needs. */
export const maxInputCharacters = 256 * 1024;

/**
 * The first part that is too large, found before anything else reads the input; `undefined` if there is none. A sent
 * policy must not keep a worker busy.
 */
export function tooLarge(input: unknown): Fault | undefined {
  const waiting: { value: unknown; path: Path }[] = [{ value: input, path: [] }];
  let values = 0;
  let characters = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    characters += sizeOf(value);
    if (path.length > maxDepth) return fault(path, `at most ${maxDepth} levels deep`, 'deeper');
    if (typeof value === 'object' && value !== null) {
      const keys = Object.keys(value);
      const most = mostEntries(path);
      if (keys.length > most) return fault(path, `at most ${shown(most)} entries long`, shown(keys.length));
      values += keys.length;
      if (values > maxValues) return fault([], `at most ${shown(maxValues)} values in all`, 'more');
      const isList = Array.isArray(value);
      for (const key of keys) {
        if (!isList) characters += key.length;
        waiting.push({ value: (value as Record<string, unknown>)[key], path: [...path, isList ? Number(key) : key] });
      }
    }
    if (characters > maxInputCharacters)
      return fault([], `at most ${shown(maxInputCharacters)} characters in all`, 'more');
  }
  return undefined;
}

// --- internal ---

const maxValues = 5_000;

/** Most entries of lists and objects, by name; the time to check grows faster with some than with others. */
const entries: Readonly<Record<string, number>> = {
  metrics: 400,
  streams: 1_000,
  rules: 200,
  schedules: 24,
  any: 400,
  all: 400,
  of: 400,
  freezes: 200,
  spans: 200,
  values: 1_000,
  in: 1_000,
};
const usualEntries = 100;

/** Also ends the walk of an object that contains itself. */
const maxDepth = 64;

/** Passed to the trainer unchanged, so a list of 2,000 columns is allowed. */
function mostEntries(path: Path): number {
  const [first, second, third] = path;
  if (first === 'retrain' && (second === 'hyperparameters' || (second === 'trainer' && third === 'options')))
    return maxValues;
  const name = String(path.at(-1) ?? '');
  return Object.hasOwn(entries, name) ? (entries[name] ?? usualEntries) : usualEntries;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' ? 2 : 8;
}

function fault(path: Path, wanted: string, got: string): Fault {
  const subject = path.length === 0 ? 'the monitor' : `\`${fieldOf(path)}\``;
  return { path, message: `Expected ${subject} to be ${wanted}, got ${got}; watch less with one monitor, or split it` };
}

function shown(count: number): string {
  return count.toLocaleString('en');
}
