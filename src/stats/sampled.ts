/** What chance has to do with a mean of rows. */
export interface Sampled {
  n: number;
  /** Variance of a single row; `null` when nobody knows it. */
  variance: number | null;
  /** The share of rows with some property: what chance does to it follows from `n` alone. */
  isShare: boolean;
  /** Degrees of freedom of the variance. @default n - 1 */
  degrees?: number;
}
