import type { Path } from './path.ts';

/** The first place in a value that JSON cannot carry; `undefined` if JSON can carry all of it. */
export function jsonFault(value: unknown, path: Path = []): Path | undefined {
  if (path.length > maxDepth) return path;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object') return path;
  if (!Array.isArray(value) && !isPlain(value)) return path;
  for (const [key, field] of Object.entries(value)) {
    const fault = jsonFault(field, [...path, Array.isArray(value) ? Number(key) : key]);
    if (fault) return fault;
  }
  return undefined;
}

// --- internal ---

/** Deeper than any sensible option; also ends the walk of an object that contains itself. */
const maxDepth = 64;

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
