/**
 * Begun in their order; so many at once that a busy machine is still in time. One that waits, for a task that a killed
 * worker took along, keeps only itself from the next. After one that fails, none begins.
 */
export async function fewAtATime<A, B>(
  all: readonly A[],
  work: (one: A, index: number) => Promise<B>,
  atOnce = 13
): Promise<B[]> {
  const done: B[] = [];
  let next = 0;
  const goOn = async (): Promise<void> => {
    while (next < all.length) {
      const index = next;
      next += 1;
      done[index] = await work(all[index]!, index).catch((error: unknown) => {
        next = all.length;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, goOn));
  return done;
}
