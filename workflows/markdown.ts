/** Names and comments come from outside: nothing in them may become markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!~]/g, String.raw`\$&`).replace(/\s+/g, ' ');
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => escapeMarkdown(cell)).join(' | ')} |`;
}

/** At most six significant digits, without trailing zeros. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}
