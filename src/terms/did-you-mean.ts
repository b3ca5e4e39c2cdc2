/**
 * The candidate that a mistyped word most likely means; `undefined` if none is near: one mistake for every three
 * letters. Case and how words are joined do not count, unless two candidates differ by nothing else, and the beginning
 * of a candidate is as near as one mistake.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(didYouMean('detla', ['delta', 'clock'])).toBe('delta');
 * expect(didYouMean('max_bucket', ['maxBuckets', 'clock'])).toBe('maxBuckets');
 * expect(didYouMean('Delta', ['delay', 'delta'])).toBe('delta');
 * expect(didYouMean('colour', ['delta', 'clock'])).toBeUndefined();
 * ```
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.toLowerCase() === word.toLowerCase()) return candidate;
    const distance = distanceBetween(plain(word), plain(candidate));
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/**
 * The model that a mistyped id most likely means, where neither its project nor its name is altogether another.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(nearestModel('shop:rankr', ['shop:ranker', 'shop:search'])).toBe('shop:ranker');
 * expect(nearestModel('shop:search', ['shop:ranker'])).toBeUndefined();
 * ```
 */
export function nearestModel(model: string, models: readonly string[]): string | undefined {
  const parts = model.split(':');
  const isNear = (candidate: string): boolean =>
    candidate.split(':').every((part, at) => part === parts[at] || didYouMean(parts[at] ?? '', [part]) !== undefined);
  return didYouMean(
    model,
    models.filter((candidate) => candidate !== model && isNear(candidate))
  );
}

// --- internal ---

/** Ignores case and how words are joined: `cool_down` is `cooldown`. */
function plain(word: string): string {
  return word.slice(0, 64).toLowerCase().replaceAll(/[-_ ]/g, '');
}

function distanceBetween(word: string, candidate: string): number {
  if (word === candidate) return 0;
  const isBeginning = word.length >= 3 && candidate.startsWith(word);
  return isBeginning ? 1 : editDistance(word, candidate);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1] as number[];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
