/**
 * Differences of `exclude` by the field in which it was written: a complete monitor has it in each metric, where a file
 * says once what counts for all of them. What differs alike in every metric is one difference of the file's field.
 *
 * @param metrics  those of both monitors
 * @param isOfFile a file among the two has the field of all metrics; only it can tell where there is one metric alone
 */
export function excludesAsWritten<T extends Told>(
  differences: readonly T[],
  metrics: readonly string[],
  isOfFile: boolean
): T[] {
  if (metrics.length === 0 || (metrics.length === 1 && !isOfFile)) return [...differences];
  const alike = new Map<string, T[]>();
  for (const one of differences) {
    const part = partOf(one.field, metrics);
    if (part === undefined) continue;
    const key = JSON.stringify([part, one.before, one.after]);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  const everywhere = [...alike.values()].filter((group) => group.length === metrics.length);
  const told = new Map(everywhere.flatMap((group) => group.map((one, at) => [one, at === 0] as const)));
  return differences.flatMap((one) => {
    if (!told.has(one)) return [one];
    const field = partOf(one.field, metrics)!;
    return told.get(one) ? [{ ...one, field, text: one.text.replace(one.field, field) }] : [];
  });
}

// --- internal ---

/** Of one difference: its field, and what it was and is. */
interface Told {
  field: string;
  before: unknown;
  after: unknown;
  text: string;
}

/** `exclude.weekly` of `metrics.accuracy.exclude.weekly`. */
function partOf(field: string, metrics: readonly string[]): string | undefined {
  for (const name of metrics) {
    const start = `metrics.${name}.`;
    const part = field.startsWith(start) ? field.slice(start.length) : '';
    if (part === 'exclude' || part.startsWith('exclude.')) return part;
  }
  return undefined;
}
