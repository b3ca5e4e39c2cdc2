/** How much sums of neighbours vary, over what they would if values were independent. Plain JSON. */
export interface Dispersion {
  short: Blocks;
  long: Blocks;
  /** Times that the variance of a sum is larger; at least 1, and only as much of it as is no accident. */
  phi: number;
}

interface Blocks {
  /** Values in the block that is filled now, and their sum. */
  n: number;
  sum: number;
  /** Blocks so far, and the sum of their squared deviations over the variance of independent values. */
  count: number;
  squares: number;
}

export function freshDispersion(): Dispersion {
  return { short: freshBlocks(), long: freshBlocks(), phi: 1 };
}

/** Folds one value in. `rate` is the usual one. */
export function foldDispersion(dispersion: Dispersion, x: number, rate: number): void {
  const isShort = fill(dispersion.short, x, rate, shortBlock);
  const isLong = fill(dispersion.long, x, rate, longBlock);
  if (isShort || isLong) dispersion.phi = Math.max(1, sure(dispersion.short), sure(dispersion.long));
}

/** The same without the blocks that are not yet full: what stays over a change of level. */
export function keepDispersion({ short, long, phi }: Dispersion): Dispersion {
  return { short: { ...short, n: 0, sum: 0 }, long: { ...long, n: 0, sum: 0 }, phi };
}

// --- internal ---

const shortBlock = 50;
const longBlock = 250;
const leastBlocks = 4;
/** Blocks that the estimate rests on at most. */
const memory = 400;

function freshBlocks(): Blocks {
  return { n: 0, sum: 0, count: 0, squares: 0 };
}

/** True when a block is full. */
function fill(blocks: Blocks, x: number, rate: number, size: number): boolean {
  blocks.n += 1;
  blocks.sum += x;
  if (blocks.n < size) return false;
  const variance = Math.max(size * rate * (1 - rate), leastVariance);
  blocks.squares += (blocks.sum - size * rate) ** 2 / variance;
  blocks.count += 1;
  blocks.n = 0;
  blocks.sum = 0;
  if (blocks.count > memory) {
    blocks.squares *= memory / blocks.count;
    blocks.count = memory;
  }
  return true;
}

const leastVariance = 1e-3;

/** The ratio, one standard error down. */
function sure({ count, squares }: Blocks): number {
  return count < leastBlocks ? 1 : squares / count / (1 + Math.sqrt(2 / count));
}
