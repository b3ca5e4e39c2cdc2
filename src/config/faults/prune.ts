import type { Path } from './path.ts';

/**
 * A copy without the values at the paths, so that the rest can still be checked. A list that loses an item is left out
 * as a whole if it is nested deeper than the file's own lists: later items must keep their numbers.
 */
export function prune(value: unknown, paths: readonly Path[], depth = 0): unknown {
  if (paths.length === 0 || depth > maxDepth || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const gone = paths.filter((path) => path.length === 1);
    if (gone.length > 0 && depth > 1) return undefined;
    return value.map((item, index) =>
      gone.some(([at]) => at === index) ? undefined : prune(item, below(paths, index), depth + 1)
    );
  }
  const fields = Object.entries(value).filter(([key]) => !paths.some((path) => path.length === 1 && path[0] === key));
  return Object.fromEntries(fields.map(([key, field]) => [key, prune(field, below(paths, key), depth + 1)]));
}

// --- internal ---

const maxDepth = 16;

function below(paths: readonly Path[], part: string | number): Path[] {
  return paths.filter((path) => path.length > 1 && path[0] === part).map((path) => path.slice(1));
}
