/**
 * The last of the numbers after `known` that are taken one after the other. Asks about two to the power of so many
 * times, not once for each: a model may have had thousands of retrains that failed, and somebody else may have used
 * their names.
 *
 * @returns `known` when the next one is free
 */
export async function newestTaken(known: number, isTaken: (number: number) => Promise<boolean>): Promise<number> {
  let taken = 0;
  let step = 1;
  while (known + taken + step < Number.MAX_SAFE_INTEGER && (await isTaken(known + taken + step))) {
    taken += step;
    step *= 2;
  }
  // What is at `taken` is taken, and what is at `free` is not.
  let free = taken + step;
  while (free - taken > 1) {
    const middle = taken + Math.floor((free - taken) / 2);
    if (await isTaken(known + middle)) taken = middle;
    else free = middle;
  }
  return known + taken;
}
