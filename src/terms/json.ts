/** Any value that `JSON.parse(JSON.stringify(x))` returns unchanged: finite numbers only, no `undefined`, no dates. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object: hyper-parameters, trainer options, anything that we pass on unchanged. */
export type JsonObject = { [key: string]: Json };

/** A deep copy of plain JSON. Several times faster than a JSON round trip on the small states that `step` copies. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return cloneArray(value) as T;
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    copy[key] = field === null || typeof field !== 'object' ? field : cloneJson(field);
  }
  return copy as T;
}

// --- internal ---

function cloneArray(values: unknown[]): unknown[] {
  const first = values[0];
  // Rings and histograms are arrays of numbers: one copy, no walk.
  if (typeof first === 'number') return values.slice();
  return values.map((item) => cloneJson(item));
}
