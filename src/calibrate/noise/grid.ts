/** Values that are all so many equal steps apart, as counts and shares of a fixed number of rows are. */
export interface Grid {
  /** Its steps are so wide against the values' spread that they have no shape between them. */
  isCoarse: boolean;
  nearest(x: number): number;
}

/** The grid that values lie on; `undefined` where there are too many different ones to tell. */
export function gridOf(values: Float64Array): Grid | undefined {
  const kinds = new Set<number>();
  for (const x of values) {
    kinds.add(x);
    if (kinds.size > mostKinds) return undefined;
  }
  if (kinds.size > values.length / 4) return undefined;
  const sorted = Float64Array.from(kinds).sort();
  if (sorted.length <= 2) return { isCoarse: true, nearest: (x) => x };
  let step = Infinity;
  for (let i = 1; i < sorted.length; i++) step = Math.min(step, sorted[i]! - sorted[i - 1]!);
  const [origin] = sorted as unknown as [number];
  const isEven = sorted.every((x) => {
    const place = (x - origin) / step;
    return Math.abs(place - Math.round(place)) < 1e-3;
  });
  const isFew = sorted.length <= fewKinds;
  if (!isEven) return isFew ? { isCoarse: true, nearest: (x) => x } : undefined;
  return { isCoarse: isFew, nearest: (x) => origin + step * Math.round((x - origin) / step) };
}

// --- internal ---

const mostKinds = 1_000;
/** So few have no shape that tails could be fitted to. */
const fewKinds = 7;
