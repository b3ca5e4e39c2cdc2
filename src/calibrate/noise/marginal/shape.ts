/** What the first four moments say of a distribution. */
export interface Shape {
  mean: number;
  sd: number;
  skew: number;
  /** Kurtosis beyond that of a normal distribution. */
  excess: number;
}

/** Of values that are not all the same; skew and excess are 0 otherwise. */
export function shapeOf(values: Float64Array): Shape {
  const n = Math.max(1, values.length);
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (const x of values) {
    const square = (x - mean) * (x - mean);
    second += square;
    third += square * (x - mean);
    fourth += square * square;
  }
  const variance = second / n;
  if (!(variance > 0)) return { mean, sd: 0, skew: 0, excess: 0 };
  return {
    mean,
    sd: Math.sqrt(variance),
    skew: third / n / variance ** 1.5,
    excess: fourth / n / (variance * variance) - 3,
  };
}
