/** A rising function of normal scores, by its values at equal steps. */
export interface ValueTable {
  at(z: number): number;
  /** The other way round. */
  scoreOf(x: number): number;
  /** How likely the values are, as a logarithm, up to what is the same for all tables. */
  likelihoodOf(values: Float64Array): number;
}

/** Tabulates a function of normal scores; where it would fall, it stays level. */
export function valueTable(value: (z: number) => number): ValueTable {
  const table = new Float64Array(2 * mostScore * parts + 1);
  const middle = mostScore * parts;
  table[middle] = value(0);
  for (let i = 1; i <= middle; i++) {
    table[middle + i] = Math.max(table[middle + i - 1]!, value(i / parts));
    table[middle - i] = Math.min(table[middle - i + 1]!, value(-i / parts));
  }
  return {
    at(z) {
      const place = Math.min(table.length - 1.000001, Math.max(0, (z + mostScore) * parts));
      const before = Math.floor(place);
      return table[before]! + (place - before) * (table[before + 1]! - table[before]!);
    },
    scoreOf: (x) => {
      const low = placeOf(x);
      const width = table[low + 1]! - table[low]!;
      const share = width > 0 ? Math.min(1, Math.max(0, (x - table[low]!) / width)) : 0;
      return (low + share) / parts - mostScore;
    },
    likelihoodOf(values) {
      let sum = 0;
      for (const x of values) {
        const z = this.scoreOf(x);
        const low = Math.min(table.length - 3, Math.max(1, placeOf(x)));
        // Over three parts: a density that leaps less than the table does.
        const slope = (table[low + 2]! - table[low - 1]!) * (parts / 3);
        sum -= (z * z) / 2 + Math.log(Math.max(slope, Number.MIN_VALUE));
      }
      return sum;
    },
  };

  /** The part that a value is in, by its beginning. */
  function placeOf(x: number): number {
    let low = 0;
    let high = table.length - 1;
    while (high - low > 1) {
      const half = (low + high) >>> 1;
      if (table[half]! <= x) low = half;
      else high = half;
    }
    return low;
  }
}

// --- internal ---

/** Once in 10^15 values. */
const mostScore = 8;
/** Steps of one score. */
const parts = 32;
