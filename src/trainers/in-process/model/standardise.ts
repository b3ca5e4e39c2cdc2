import type { Rows } from '../data/split-rows.ts';

/** Mean and scale of each of `width` interleaved columns over some rows. A column that never varies gets scale 1. */
export function moments(values: Float64Array, width: number, rows: Rows): { mean: number[]; scale: number[] } {
  const count = rows.to - rows.from;
  const mean = Array.from({ length: width }, () => 0);
  const squares = Array.from({ length: width }, () => 0);
  for (let row = rows.from; row < rows.to; row++)
    for (let at = 0; at < width; at++) (mean[at] as number) += (values[row * width + at] as number) / count;
  for (let row = rows.from; row < rows.to; row++)
    for (let at = 0; at < width; at++)
      (squares[at] as number) += ((values[row * width + at] as number) - (mean[at] as number)) ** 2 / count;
  return { mean, scale: squares.map((square) => Math.sqrt(square) || 1) };
}

/** The rows as `(x - mean) / scale`. */
export function standardise(values: Float64Array, rows: Rows, mean: number[], scale: number[]): Float64Array {
  const width = mean.length;
  return values
    .slice(rows.from * width, rows.to * width)
    .map((value, index) => (value - (mean[index % width] as number)) / (scale[index % width] as number));
}
