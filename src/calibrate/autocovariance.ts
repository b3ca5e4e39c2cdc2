/** Of values that deviate from a mean of 0, at distances 0 to `lags`, with 1/n throughout: a positive sequence. */
export function autocovariances(values: Float64Array, lags: number): number[] {
  const n = values.length;
  return Array.from({ length: lags + 1 }, (_, lag) => {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += values[t]! * values[t - lag]!;
    return sum / Math.max(1, n);
  });
}
