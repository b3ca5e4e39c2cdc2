/** Names and comments come from outside: nothing in them may become markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!~]/g, String.raw`\$&`).replace(/\s+/g, ' ');
}

/**
 * Rows in columns, as a block of code: the Temporal UI draws the cells of tables without any space between them. Whatever
 * the cells hold, they cannot end the block.
 */
export function columns(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, ' ').slice(0, maxCell)));
  const sizes: number[] = [];
  for (const row of cells) row.forEach((cell, k) => (sizes[k] = Math.max(sizes[k] ?? 0, cell.length)));
  const lines = cells.map((row) =>
    row
      .map((cell, k) => cell.padEnd(sizes[k] ?? 0))
      .join('  ')
      .trimEnd()
  );
  const text = lines.join('\n');
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** At most six significant digits, without trailing zeros. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

// --- internal ---

/** What stands last in a row may be a sentence. */
const maxCell = 300;
