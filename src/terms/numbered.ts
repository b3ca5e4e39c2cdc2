/** `numbered(1, 'batch', 'batches')` is `1 batch`. */
export function numbered(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
