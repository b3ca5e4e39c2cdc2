import type { Rng } from '../../stats/rng.ts';

/** Values of a few kinds, of which each depends on the `order` before it. */
export interface Chain {
  order: number;
  draw(rng: Rng, count: number): Float64Array;
}

/**
 * A Markov chain of the order that Schwarz's criterion chooses; `undefined` where the values remember more than any
 * such chain does: their blocks still vary together then, as where the rate of errors itself changes.
 *
 *     order m minimises  -2 sum ln P(x_t | x_{t-1} ... x_{t-m}) + K^m (K - 1) ln n        K kinds
 *
 * @see Katz, R. W. (1981). On some criteria for estimating the order of a Markov chain. Technometrics 23(3), 243-249.
 */
export function chainOf(values: Float64Array): Chain | undefined {
  const kinds = Float64Array.from(new Set(values)).sort();
  const places = Uint8Array.from(values, (x) => kinds.indexOf(x));
  const size = kinds.length;
  const most = mostOrder(size, values.length);
  let best = countsOf(places, size, 0, most);
  for (let order = 1; order <= most; order++) {
    const counts = countsOf(places, size, order, most);
    if (counts.criterion < best.criterion) best = counts;
  }
  if (remembersMore(values, places, kinds, best)) return undefined;
  const { order, chances } = best;
  return {
    order,
    draw(rng, count) {
      let context = contextAt(places, rng.int(order, places.length), size, order);
      return Float64Array.from({ length: count }, () => {
        const kind = kindAt(chances, context * size, size, rng.uniform());
        context = order === 0 ? 0 : (context * size + kind) % size ** order;
        return kinds[kind]!;
      });
    },
  };
}

// --- internal ---

interface Counts {
  order: number;
  criterion: number;
  /** Of every kind after every context; of all values after one that nothing has followed. */
  chances: Float64Array;
}

/** Twenty values for every number that is learned. */
function mostOrder(size: number, n: number): number {
  let order = 0;
  while (order < 8 && (size - 1) * size ** (order + 1) <= n / 20) order += 1;
  return order;
}

function countsOf(places: Uint8Array, size: number, order: number, most: number): Counts {
  const n = places.length;
  const counts = new Float64Array(size ** (order + 1));
  const all = new Float64Array(size);
  // The same values for every order, so that their likelihoods can be compared.
  for (let t = most; t < n; t++) {
    counts[contextAt(places, t, size, order) * size + places[t]!]! += 1;
    all[places[t]!]! += 1;
  }
  let likelihood = 0;
  const chances = counts.slice();
  for (let at = 0; at < counts.length; at += size) {
    const row = counts.subarray(at, at + size);
    const sum = row.reduce((total, count) => total + count, 0);
    for (let k = 0; k < size; k++) {
      if (row[k]! > 0) likelihood += row[k]! * Math.log(row[k]! / sum);
      chances[at + k] = sum > 0 ? row[k]! / sum : all[k]! / (n - most);
    }
  }
  return { order, chances, criterion: -2 * likelihood + size ** order * (size - 1) * Math.log(n) };
}

/** The kinds of the `order` values before one, as a number. */
function contextAt(places: Uint8Array, t: number, size: number, order: number): number {
  let context = 0;
  for (let j = order; j > 0; j--) context = context * size + places[t - j]!;
  return context;
}

function kindAt(chances: Float64Array, from: number, size: number, share: number): number {
  let left = share;
  for (let kind = 0; kind < size - 1; kind++) {
    left -= chances[from + kind]!;
    if (left < 0) return kind;
  }
  return size - 1;
}

/** Whether sums of what the chain does not expect vary more, in long or short blocks, than single values do. */
function remembersMore(
  values: Float64Array,
  places: Uint8Array,
  kinds: Float64Array,
  { order, chances }: Counts
): boolean {
  const size = kinds.length;
  const surprises = values.slice(order).map((x, i) => {
    const at = contextAt(places, i + order, size, order) * size;
    return x - kinds.reduce((sum, kind, k) => sum + kind * chances[at + k]!, 0);
  });
  const variance = surprises.reduce((sum, e) => sum + e * e, 0) / surprises.length;
  return blockCounts.some((blocks) => {
    const length = Math.floor(surprises.length / blocks);
    if (length < 2) return false;
    let squares = 0;
    for (let at = 0; at < blocks * length; at += length)
      squares += surprises.subarray(at, at + length).reduce((sum, e) => sum + e, 0) ** 2;
    // Of independent surprises this is near 1, by the square root of two over the blocks.
    return squares / blocks / (length * variance || 1) > 1 + beyondChance * Math.sqrt(2 / blocks);
  });
}

const blockCounts = [40, 160];
const beyondChance = 3;
