/** One measured figure. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** The goal, or what it is compared with. */
  reference?: number;
  /** `value / reference`. */
  ratio?: number;
}

/** A figure with a goal, or with something to be compared with. */
export function against(name: string, value: number, unit: string, reference: number): Row {
  return { name, value: round(value), unit, reference: round(reference), ratio: round(value / reference) };
}

export function row(name: string, value: number, unit: string): Row {
  return { name, value: round(value), unit };
}

/** Five significant digits: more would pretend. */
export function round(value: number): number {
  return Number(value.toPrecision(5));
}

/** The value below which that share of the numbers lies; linear between neighbours. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function medianOf(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}
