/** Lengths of the cycles that are looked for, in values: days and weeks at the usual steps, with their harmonics. */
export const periods: readonly number[] = [
  7,
  7 / 2,
  7 / 3,
  6,
  8,
  12,
  24,
  28,
  168 / 5,
  42,
  56,
  84,
  168,
  32,
  48,
  72,
  96,
  144,
  288,
  336,
  720,
  1440,
];

export const frequencies: readonly number[] = periods.map((period) => (2 * Math.PI) / period);
