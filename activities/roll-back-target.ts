import type { AliasChange } from '../src/registry/registry.ts';

/**
 * The version that served before the champion and was not itself rolled back from: rolling back twice goes further
 * back, never forward to the bad version. `undefined` if there is none, or if the history does not end at the champion.
 *
 * @param isThere whether a version is still in the registry: deleted versions are skipped
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
    // A version that serves again counts from where it first served.
    if (known >= 0) stack.length = known;
    stack.push(to);
  }
  return stack.at(-1) === champion ? stack.slice(0, -1).findLast(isThere) : undefined;
}
