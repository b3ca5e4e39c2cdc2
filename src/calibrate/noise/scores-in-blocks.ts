import { normalQuantile } from '../../stats/normal.ts';
import type { Rng } from '../../stats/rng.ts';

/**
 * Draws normal scores whose ranks follow each other as those of the noise do, in blocks of random length: each is taken
 * at random between the edges of its rank, so that the largest may be larger than any before.
 */
export function scoresInBlocks(noise: Float64Array, length: number): (rng: Rng, count: number) => Float64Array {
  const n = noise.length;
  const ranks = ranksIn(noise);
  return (rng, count) => {
    let at = rng.int(0, n - 1);
    return Float64Array.from({ length: count }, () => {
      const score = ranks.scoreOf(at, rng.uniform());
      at = rng.uniform() * length < 1 ? rng.int(0, n - 1) : at + 1 < n ? at + 1 : 0;
      return score;
    });
  };
}

/** Normal scores of values by their ranks, each anywhere between the edges of its rank. */
export function ranksIn(noise: Float64Array): { scoreOf(index: number, share: number): number } {
  const n = noise.length;
  const order = Uint32Array.from(noise, (_, i) => i).sort((a, b) => noise[a]! - noise[b]! || a - b);
  const ranks = new Uint32Array(n);
  order.forEach((i, rank) => {
    ranks[i] = rank;
  });
  const edges = Float64Array.from({ length: n + 1 }, (_, rank) => (rank % n === 0 ? 0 : normalQuantile(rank / n)));
  return {
    scoreOf(index, share) {
      const rank = ranks[index]!;
      // Between the edges of a rank far inside, the quantile is nearly straight.
      if (rank >= bent && rank < n - bent) return edges[rank]! + share * (edges[rank + 1]! - edges[rank]!);
      return normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, (rank + share) / n)));
    },
  };
}

// --- internal ---

const bent = 10;
