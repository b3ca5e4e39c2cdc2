import { excerpt } from '../terms/visible-text.ts';

/** The fault of an object of JSON in which a key stands twice: `JSON.parse` keeps the last value without a word. */
export function keyTwiceFault(json: string, parsed: object): string | undefined {
  const twice = keyTwice(json, parsed);
  return twice === undefined ? undefined : twiceText(twice);
}

export function twiceText(key: string): string {
  return `Expected each field once, got \`${excerpt(key, 60)}\` twice; leave one out, or name it otherwise`;
}

/** The first key that stands twice in the text of a JSON object. */
export function keyTwice(json: string, parsed: object): string | undefined {
  return mayHaveTwice(json, Object.keys(parsed).length) ? firstTwice(json, 1) : undefined;
}

/** The same of any object within a JSON value. */
export function keyTwiceWithin(json: string, parsed: unknown): string | undefined {
  return mayHaveTwice(json, keysWithin(parsed)) ? firstTwice(json, Number.POSITIVE_INFINITY) : undefined;
}

// --- internal ---

/** Each key has a quote and a colon after it: no more of these than keys, and none stands twice. */
function mayHaveTwice(json: string, keys: number): boolean {
  return (json.match(/"\s*:/g)?.length ?? 0) !== keys;
}

/** Without calling itself: what comes may be as deep as it is long. */
function keysWithin(parsed: unknown): number {
  const left: unknown[] = [parsed];
  let keys = 0;
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one !== 'object' || one === null) continue;
    const values: unknown[] = Object.values(one);
    if (!Array.isArray(one)) keys += values.length;
    for (const value of values) left.push(value);
  }
  return keys;
}

function firstTwice(json: string, deepest: number): string | undefined {
  const open: Set<string>[] = [];
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (open.length <= deepest && token.endsWith(':')) {
      const key = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string;
      const seen = open.at(-1)!;
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return undefined;
}
