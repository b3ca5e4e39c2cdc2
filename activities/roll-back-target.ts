import type { AliasChange } from '../src/registry/registry.ts';

/**
 * The version that served before the champion and was not itself rolled back from: rolling back twice goes further back,
 * never forward to the bad version. `undefined` when there is none, or when the history does not end at the champion.
 *
 * @param isThere whether a version is still in the registry: one that somebody has deleted is passed over
 */
export function rollBackTarget(
  history: readonly AliasChange[],
  champion: string | null,
  isThere: (version: string) => boolean = () => true
): string | undefined {
  const stack: string[] = [];
  for (const { to } of history) {
    if (to === null) continue;
    const known = stack.indexOf(to);
    // Serving again is going back to where it served first.
    if (known >= 0) stack.length = known;
    stack.push(to);
  }
  return stack.at(-1) === champion ? stack.slice(0, -1).findLast(isThere) : undefined;
}
