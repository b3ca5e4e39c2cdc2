/** In their order; so many at once that a busy machine is still in time. */
export async function fewAtATime<A, B>(
  all: readonly A[],
  work: (one: A, index: number) => Promise<B>,
  atOnce = 13
): Promise<B[]> {
  const done: B[] = [];
  for (let from = 0; from < all.length; from += atOnce)
    done.push(...(await Promise.all(all.slice(from, from + atOnce).map((one, i) => work(one, from + i)))));
  return done;
}
