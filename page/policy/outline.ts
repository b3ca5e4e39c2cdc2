/** Where the cursor is in a YAML text of blocks: under which keys, and what of the current word is written. */
export interface Place {
  /** Keys from the top; items of lists are `*`. */
  path: string[];
  /** The key whose value is being written; `undefined` while a key is written. */
  key: string | undefined;
  /** What is written of the word so far. */
  word: string;
  /** Where the word begins. */
  from: number;
  /** Keys that stand beside it already. */
  siblings: string[];
}

/** Looks at the lines above by their indentation; enough for texts as they are written here, no parser. */
export function placeIn(text: string, cursor: number): Place {
  const lineStart = text.lastIndexOf('\n', cursor - 1) + 1;
  const line = text.slice(lineStart, cursor);
  const [, key, value] = /^[\s-]*([\w$-]+):\s+(.*)$/.exec(line) ?? [];
  const word = key === undefined ? (/[\w$-]*$/.exec(line.replace(/^[\s-]+/, ''))?.[0] ?? '') : (value ?? '');
  const indent = indentOf(line);
  const above = text.slice(0, lineStart).split('\n').slice(0, -1);
  return {
    path: pathAbove(above, line, indent),
    key,
    word,
    from: cursor - word.length,
    siblings: siblingsOf(text, lineStart, indent),
  };
}

// --- internal ---

/** Columns before the first letter; the dash of an item counts as part of it. */
function indentOf(line: string): number {
  return /^[\s]*(?:- +)*/.exec(line)?.[0].length ?? 0;
}

function isItem(line: string): boolean {
  return /^\s*- /.test(line);
}

function pathAbove(above: readonly string[], current: string, indent: number): string[] {
  const path: string[] = [];
  let most = indent;
  let itemIndent = isItem(current) ? current.indexOf('-') : undefined;
  if (itemIndent !== undefined) {
    path.unshift('*');
    most = itemIndent + 1;
  }
  for (let i = above.length - 1; i >= 0; i--) {
    const line = above[i] ?? '';
    if (/^\s*(#|$)/.test(line)) continue;
    const own = indentOf(line);
    const dash = isItem(line) ? line.indexOf('-') : undefined;
    // A line of the same item: its dash opens the item that the cursor is in.
    if (own === most && dash !== undefined && itemIndent === undefined) {
      path.unshift('*');
      most = dash + 1;
      itemIndent = dash;
      continue;
    }
    if (own >= most) continue;
    const [, key] = /^[\s-]*([\w$.-]+):/.exec(line) ?? [];
    if (key === undefined) continue;
    path.unshift(key);
    most = own;
    itemIndent = undefined;
    if (dash !== undefined) {
      path.unshift('*');
      most = dash + 1;
      itemIndent = dash;
    }
  }
  return path;
}

/** Keys at the same depth in the same block. */
function siblingsOf(text: string, lineStart: number, indent: number): string[] {
  const before = text.slice(0, lineStart).split('\n').slice(0, -1).toReversed();
  const after = text.slice(lineStart).split('\n').slice(1);
  return [...blockOf(before, indent), ...blockOf(after, indent)];
}

function blockOf(lines: readonly string[], indent: number): string[] {
  const keys: string[] = [];
  for (const line of lines) {
    if (/^\s*(#|$)/.test(line)) continue;
    const own = indentOf(line);
    if (own < indent) break;
    if (own > indent) continue;
    const [, key] = /^[\s-]*([\w$.-]+):/.exec(line) ?? [];
    if (key !== undefined) keys.push(key);
    if (isItem(line)) break;
  }
  return keys;
}
