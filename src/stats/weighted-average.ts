/**
 * Moving average of values that stand for different numbers of rows: each weighs as many.
 *
 *     W_t = (1 - alpha) * W_{t-1} + alpha * n_t          share_t = alpha * n_t / W_t
 *     z_t = z_{t-1} + share_t * (x_t - z_{t-1})
 *
 * With the same n every time this is the ordinary average, share = alpha. A value of unknown n weighs as the usual one.
 */
export interface RowWeights {
  /** W: rows that a value usually stands for. */
  weight: number;
  /** Sum of squared shares over rows: the average varies as the mean of 1 / `spread` rows does. */
  spread: number;
}

/** Takes one value in; its share of the new average. `weights` is changed in place. */
export function takeShare(weights: RowWeights, alpha: number, n: number = weights.weight): number {
  weights.weight = (1 - alpha) * weights.weight + alpha * n;
  const share = (alpha * n) / weights.weight;
  weights.spread = (1 - share) ** 2 * weights.spread + share ** 2 / n;
  return share;
}

/** The weights of an average that has just begun with one value. */
export function firstWeights(n: number): RowWeights {
  return { weight: n, spread: 1 / n };
}
