/** One wave of a course. */
export interface Wave {
  /** Radians a millisecond. */
  speed: number;
  cos: number;
  sin: number;
}

/** The waves of those speeds and a level that are nearest to the values, all together, by least squares. */
export function fitWaves(times: Float64Array, values: Float64Array, speeds: readonly number[]): Wave[] {
  const size = 1 + 2 * speeds.length;
  const products = Array.from({ length: size }, () => new Float64Array(size));
  const targets = new Float64Array(size);
  const row = new Float64Array(size);
  row[0] = 1;
  for (let t = 0; t < values.length; t++) {
    speeds.forEach((speed, k) => {
      const angle = speed * times[t]!;
      row[1 + 2 * k] = Math.cos(angle);
      row[2 + 2 * k] = Math.sin(angle);
    });
    for (let i = 0; i < size; i++) {
      const own = products[i]!;
      for (let j = 0; j <= i; j++) own[j]! += row[i]! * row[j]!;
      targets[i]! += row[i]! * values[t]!;
    }
  }
  const solved = solve(products, targets);
  return speeds.map((speed, k) => ({ speed, cos: solved[1 + 2 * k]!, sin: solved[2 + 2 * k]! }));
}

// --- internal ---

/** By Cholesky's decomposition; what the others explain already gets 0. */
function solve(products: readonly Float64Array[], targets: Float64Array): Float64Array {
  const size = targets.length;
  const roots = products.map((row) => Float64Array.from(row));
  const solution = Float64Array.from(targets);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let left = roots[i]![j]!;
      for (let k = 0; k < j; k++) left -= roots[i]![k]! * roots[j]![k]!;
      if (j < i) roots[i]![j] = roots[j]![j]! > 0 ? left / roots[j]![j]! : 0;
      else roots[i]![i] = left > 1e-9 * products[i]![i]! ? Math.sqrt(left) : 0;
    }
    let left = solution[i]!;
    for (let k = 0; k < i; k++) left -= roots[i]![k]! * solution[k]!;
    solution[i] = roots[i]![i]! > 0 ? left / roots[i]![i]! : 0;
  }
  for (let i = size - 1; i >= 0; i--) {
    let left = solution[i]!;
    for (let k = i + 1; k < size; k++) left -= roots[k]![i]! * solution[k]!;
    solution[i] = roots[i]![i]! > 0 ? left / roots[i]![i]! : 0;
  }
  return solution;
}
