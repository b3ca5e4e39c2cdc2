import { ConfigurationError } from '../../../terms/errors.ts';
import { timeText } from '../../../terms/time-text.ts';
import type { History } from '../../../backtest/history.ts';
import type { Range } from '../../../calibrate/sources-of.ts';

/**
 * Checks that spans of `--drift` leave something out of a history: with a wrong year or month they leave nothing out,
 * and limits come out too lenient.
 *
 * @returns a note for each span that is only partly within the history, or in a gap of it
 * @throws ConfigurationError for a span before or after the history, with the history's own
 */
export function checkedDrifts({ at, size }: Pick<History, 'at' | 'size'>, drifts: readonly Range[]): string[] {
  if (drifts.length === 0 || size === 0) return [];
  let [first, last] = [Infinity, -Infinity];
  const counts = drifts.map(() => 0);
  for (let i = 0; i < size; i++) {
    const time = at[i]!;
    [first, last] = [Math.min(first, time), Math.max(last, time)];
    for (const [k, { from, to }] of drifts.entries()) if (time >= from && time <= to) counts[k]! += 1;
  }
  // The last value stands for the time until a next one: a history of all April ends one step before May.
  const [second, lastButOne] = neighbours(at, size, first, last);
  const [begins, ends] = [first - (second - first), last + (last - lastButOne)];
  return drifts.flatMap((drift, k) => {
    const shown = `${timeText(drift.from)} to ${timeText(drift.to)}`;
    const has = `the history is from ${timeText(first)} to ${timeText(last)}`;
    if (drift.from > last || drift.to < first)
      throw new ConfigurationError(
        `Expected \`--drift\` to be a span within the history, got ${shown}, but ${has}; correct its times (a time without a zone is UTC), or leave the flag out`
      );
    if (counts[k] === 0) return [`the history has no value in the drift from ${shown}: nothing is left out by it`];
    if (drift.from >= begins && drift.to <= ends) return [];
    return [`the drift from ${shown} is only partly within the history: ${has}; check its times`];
  });
}

/** How long a history is without the spans that are left out, which may overlap and lie partly outside it. */
export function timeOutside({ from, to }: Range, drifts: readonly Range[]): number {
  let [end, outside] = [from, 0];
  for (const drift of drifts.toSorted((a, b) => a.from - b.from)) {
    outside += Math.max(0, Math.min(drift.from, to) - end);
    end = Math.max(end, Math.min(drift.to, to));
  }
  return outside + (to - end);
}

// --- internal ---

/** The times next to the first and to the last one; those themselves where there is no other. */
function neighbours(at: Float64Array, size: number, first: number, last: number): [number, number] {
  let [second, lastButOne] = [last, first];
  for (let i = 0; i < size; i++) {
    const time = at[i]!;
    if (time > first && time < second) second = time;
    if (time < last && time > lastButOne) lastButOne = time;
  }
  return [second, lastButOne];
}
