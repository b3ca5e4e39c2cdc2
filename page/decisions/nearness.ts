/** What is left of the way to firing, as a share of the limit: the smaller, the nearer; 0 or less is beyond. */
export function nearness({ toFiring, limit }: { toFiring: number | null; limit: number | null }): number {
  if (toFiring === null || limit === null) return Infinity;
  return toFiring / (Math.abs(limit) || 1);
}
