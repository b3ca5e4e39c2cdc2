import { excerpt } from '../terms/visible-text.ts';

/** The fault of an object of JSON in which a key stands twice: `JSON.parse` keeps the last value without a word. */
export function keyTwiceFault(json: string, parsed: object): string | undefined {
  const twice = keyTwice(json, parsed);
  if (twice === undefined) return undefined;
  return `Expected each field once, got \`${excerpt(twice, 60)}\` twice; leave one out, or name it otherwise`;
}

/** The first key that stands twice in the text of a JSON object. */
export function keyTwice(json: string, parsed: object): string | undefined {
  // Each key has a quote and a colon after it: no more of these than keys, and none stands twice.
  if (json.match(/"\s*:/g)?.length === Object.keys(parsed).length) return undefined;
  const seen = new Set<string>();
  let depth = 0;
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && token.endsWith(':')) {
      const key = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string;
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return undefined;
}
