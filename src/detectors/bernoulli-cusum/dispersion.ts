/** How much sums of neighbours vary, over what they would if values were independent. Plain JSON. */
export interface Dispersion {
  short: Blocks;
  long: Blocks;
  /** Times that the variance of a sum is larger; at least 1, and only as much of it as is no accident. */
  phi: number;
  /** A level for the worse has ended since the start. Absent else, and in policies from before. */
  ended?: true;
}

interface Blocks {
  /** Values in the block that is filled now, and their sum. */
  n: number;
  sum: number;
  /** Blocks so far, and the sum of their squared deviations over the variance of independent values. */
  count: number;
  squares: number;
  /** Sum of the newest full block. Absent before there is one, and where dispersion is not robust. */
  last?: number;
}

export function freshDispersion(): Dispersion {
  return { short: freshBlocks(), long: freshBlocks(), phi: 1 };
}

/**
 * Folds one value in. `rate` is the usual one.
 *
 * @param robust whether a block is held against the one before it instead of the usual rate, and counts as three
 *   deviations at most: a level that changes is seen at its edges alone, and inflates nothing for long
 */
export function foldDispersion(dispersion: Dispersion, x: number, rate: number, robust?: boolean): void {
  const most = robust ? outlier ** 2 * dispersion.phi : undefined;
  const isShort = fill(dispersion.short, x, rate, shortBlock, most);
  const isLong = fill(dispersion.long, x, rate, longBlock, most);
  if (isShort || isLong) dispersion.phi = Math.max(1, sure(dispersion.short), sure(dispersion.long));
}

/** The same without the blocks that are not yet full: what stays over a change of level. */
export function keepDispersion({ short, long, ...others }: Dispersion): Dispersion {
  return { short: emptied(short), long: emptied(long), ...others };
}

// --- internal ---

const shortBlock = 50;
const longBlock = 250;
const leastBlocks = 4;
/** Deviations that a block counts as at most. */
const outlier = 3;
/** Blocks that the estimate rests on at most. */
const memory = 400;

function freshBlocks(): Blocks {
  return { n: 0, sum: 0, count: 0, squares: 0 };
}

/** What stays over a change of level: nothing of the block that is filled now, nor of the one before it. */
function emptied({ count, squares }: Blocks): Blocks {
  return { n: 0, sum: 0, count, squares };
}

/** True when a block is full. */
function fill(blocks: Blocks, x: number, rate: number, size: number, most?: number): boolean {
  blocks.n += 1;
  blocks.sum += x;
  if (blocks.n < size) return false;
  const variance = Math.max(size * rate * (1 - rate), leastVariance);
  const { last } = blocks;
  if (most === undefined) blocks.squares += (blocks.sum - size * rate) ** 2 / variance;
  else if (last !== undefined) blocks.squares += Math.min(most, (blocks.sum - last) ** 2 / (2 * variance));
  if (most === undefined || last !== undefined) blocks.count += 1;
  if (most !== undefined) blocks.last = blocks.sum;
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
