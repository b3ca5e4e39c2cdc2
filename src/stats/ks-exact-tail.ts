/**
 * Exact probability that two samples of sizes n and m from one continuous distribution are at least as far apart as
 * seen: P(max |F_n - G_m| >= gap / (n m)), where `gap` is the whole number max |m i - n j| over the merged sample.
 *
 * Equal sizes: the reflection sum, O(n). Unequal sizes: a walk over the band within the n x m lattice that adds up,
 * cell by cell, the share of paths that have left it, O(n m) at most; no subtraction, so small probabilities keep their
 * digits.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(ksExactTail(80 * 20, 80, 80)).toBeCloseTo(0.0131918855488, 12);
 * expect(ksExactTail(3 * 2, 3, 2)).toBeCloseTo(2 / 10, 14);
 * ```
 * @see Hodges, J. L. (1958). The significance probability of the Smirnov two-sample test. Arkiv foer Matematik 3(5).
 * Checked against: scipy.stats.ks_2samp 1.17.1 (method 'exact'), test/core/stats/ks-exact-tail.test.ts and
 * test/reference/ks2__exact.json.
 */
export function ksExactTail(gap: number, n: number, m: number): number {
  if (gap <= 0) return 1;
  if (gap > n * m) return 0;
  return Math.min(1, n === m ? equalSizes(Math.ceil(gap / n), n) : latticeWalk(gap, n, m));
}

// --- internal ---

/** 2 sum_{j>=1} (-1)^(j+1) C(2n, n-jh) / C(2n, n). */
function equalSizes(h: number, n: number): number {
  let ratio = 1;
  let sum = 0;
  for (let j = 1; j * h <= n; j++) {
    for (let i = (j - 1) * h; i < j * h; i++) ratio *= (n - i) / (n + i + 1);
    sum += j % 2 === 1 ? ratio : -ratio;
    if (ratio < sum * Number.EPSILON) break;
  }
  return 2 * sum;
}

/**
 * `outside[j]`: share of the paths to (i, j) that have touched |m i - n j| >= gap. It is 1 for all that lies beyond the
 * band, so that only the cells within it are worked out.
 */
function latticeWalk(gap: number, n: number, m: number): number {
  const outside = new Float64Array(m + 1).fill(1);
  outside[0] = 0;
  let low = 0;
  for (let i = 0; i <= n; i++) {
    for (; m * i - n * low >= gap; low++) outside[low] = 1;
    for (let j = i === 0 ? 1 : low; j <= m && n * j - m * i < gap; j++) {
      const fromBelow = i === 0 ? 0 : ((outside[j] ?? 0) * i) / (i + j);
      const fromLeft = j === 0 ? 0 : ((outside[j - 1] ?? 0) * j) / (i + j);
      outside[j] = fromBelow + fromLeft;
    }
  }
  return outside[m] ?? 1;
}
