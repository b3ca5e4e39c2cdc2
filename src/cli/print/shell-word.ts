/**
 * A text as one word for a shell: as it is where nothing in it means anything there, in single quotes otherwise.
 */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
