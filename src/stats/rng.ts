/**
 * A stream of random numbers fixed by its seed: the same seed gives the same numbers in every process, so a proposal or
 * a bootstrap can be repeated after a crash. Not for secrets.
 */
export interface Rng {
  /** In [0, 1), with 53 random bits. */
  uniform(): number;
  /** Standard normal: mean 0, variance 1. */
  normal(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * The generator number `stream` of `seed` (sfc32). Streams of one seed are independent of each other, so work that is
 * split over (seed, number) can be done in any order and in any process.
 *
 * @param seed   any whole number up to 2^53 in size
 * @param stream any whole number up to 2^53 in size. @default 0
 * @example
 * ```ts @import.meta.vitest
 * expect(createRng(7, 3).int(1, 1000)).toBe(createRng(7, 3).int(1, 1000));
 * expect(createRng(7, 3).uniform()).not.toBe(createRng(7, 4).uniform());
 * ```
 * @see Doty-Humphrey, C. PractRand: the generator sfc, 32 bits.
 */
export function createRng(seed: number, stream = 0): Rng {
  const next = sfc32(seed, stream);
  const uniform = (): number => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
  let spare: number | null = null;

  function normal(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    // Marsaglia's polar method: two independent normals from one point inside the unit disc.
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const radius = x * x + y * y;
      if (radius > 0 && radius < 1) {
        const scale = Math.sqrt((-2 * Math.log(radius)) / radius);
        spare = y * scale;
        return x * scale;
      }
    }
  }

  const int = (low: number, high: number): number => low + Math.floor(uniform() * (high - low + 1));

  function shuffle<T>(items: readonly T[]): T[] {
    const copy = items.slice();
    for (let last = copy.length - 1; last > 0; last--) {
      const other = int(0, last);
      [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
    }
    return copy;
  }

  return { uniform, normal, int, shuffle };
}

/**
 * Where item `index` of `size` lands in a shuffle fixed by `seed`, without building the shuffle: a Feistel network on
 * the next power of four, walked until it lands inside. O(1) time and memory, for sizes up to 2^53.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect([0, 1, 2, 3, 4].map((i) => permuted(i, 5, 42)).sort()).toEqual([0, 1, 2, 3, 4]);
 * ```
 */
export function permuted(index: number, size: number, seed: number): number {
  let halfBits = 1;
  while (4 ** halfBits < size) halfBits += 1;
  const half = 2 ** halfBits;
  const keys = sfc32(seed, size);
  const rounds = [keys(), keys(), keys(), keys()];
  let position = index;
  do {
    let left = Math.floor(position / half);
    let right = position % half;
    for (const key of rounds) [left, right] = [right, (left ^ (scramble(right ^ key) % half)) >>> 0];
    position = left * half + right;
  } while (position >= size);
  return position;
}

// --- internal ---

function sfc32(seed: number, stream: number): () => number {
  // Every input bit reaches every state word before the first number is drawn.
  let a = scramble(low32(seed) ^ 0x9e3779b9);
  let b = scramble(a ^ high32(seed));
  let c = scramble(b ^ low32(stream) ^ 0x85ebca6b);
  let counter = scramble(c ^ high32(stream)) | 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** The 32-bit finaliser of MurmurHash3: a bijection that spreads each bit over all. */
function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const low32 = (value: number): number => value >>> 0;
const high32 = (value: number): number => Math.floor(value / 4_294_967_296) >>> 0;
