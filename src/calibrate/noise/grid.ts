/** Values that are all so many equal steps apart, as counts and shares of a fixed number of rows are. */
export interface Grid {
  /** Its steps are so wide against the values' spread that they have no shape between them. */
  isCoarse: boolean;
  /** From one to the next; 0 where they are not evenly apart. */
  step: number;
  /** Steps from the smallest value that was seen. */
  placeOf(x: number): number;
  /** The middle between the two values on it that a number is between. */
  between(x: number): number;
  /** The nearest value on it: of those that were seen, the very number, so that no limit tells it from them. */
  nearest(x: number): number;
}

/**
 * The grid that values lie on; `undefined` where there are too many different ones to tell.
 *
 * @param range what it gives is within; infinite where nothing bounds it
 */
export function gridOf(values: Float64Array, range = { least: -Infinity, most: Infinity }): Grid | undefined {
  const kinds = new Set<number>();
  for (const x of values) {
    kinds.add(x);
    if (kinds.size > mostKinds) return undefined;
  }
  if (kinds.size > values.length / 4) return undefined;
  const sorted = Float64Array.from(kinds).sort();
  if (sorted.length <= 2) return { isCoarse: true, step: 0, placeOf: () => 0, between: (x) => x, nearest: (x) => x };
  let step = Infinity;
  for (let i = 1; i < sorted.length; i++) step = Math.min(step, sorted[i]! - sorted[i - 1]!);
  const [origin] = sorted as unknown as [number];
  const placeOf = (x: number): number => Math.round((x - origin) / step);
  const isEven = sorted.every((x) => Math.abs((x - origin) / step - placeOf(x)) < 1e-3);
  const isFew = sorted.length <= fewKinds;
  if (!isEven)
    return isFew ? { isCoarse: true, step: 0, placeOf: () => 0, between: (x) => x, nearest: (x) => x } : undefined;
  const seen = new Map(Array.from(sorted, (x) => [placeOf(x), x]));
  const first = Math.ceil((range.least - origin) / step - 1e-3);
  const last = Math.floor((range.most - origin) / step + 1e-3);
  return {
    isCoarse: isFew,
    step,
    placeOf,
    between: (x) => origin + step * (Math.floor((x - origin) / step) + 0.5),
    nearest(x) {
      const place = Math.min(last, Math.max(first, placeOf(x)));
      return seen.get(place) ?? Math.min(range.most, Math.max(range.least, origin + step * place));
    },
  };
}

// --- internal ---

const mostKinds = 1_000;
/** So few have no shape that tails could be fitted to. */
const fewKinds = 7;
