import { ConfigurationError } from '../terms/errors.ts';
import { reports, signed, type Pruner } from './pruner.ts';
import type { AskRequest, Trial } from './tuner.ts';

export interface AshaOptions {
  /** Step of the first rung: nothing is stopped below it. @default 1 */
  minResource?: number;
  /** One in this many continues from a rung, and the next rung is this many times further. @default 4 (the paper) */
  reduction?: number;
}

/**
 * Asynchronous successive halving: lets a trial pass a rung only when it is in the best 1/eta of all that reached it.
 *
 *     rung k is at step r * eta^k,   r = minResource, eta = reduction
 *     prune when rank among the n results at the rung > max(1, floor(n / eta))
 *
 * A trial is decided on once at each rung, by the report that reaches it, against all trials that reached it before,
 * whatever their state: nobody waits for slow ones. Until there are eta trials, only the best so far passes. A trial
 * that reports anything but a number is stopped at once.
 *
 * Use for: many trials, long training. Not for: a handful of trials (use `median`).
 *
 * @see Li, L. et al. (2020). A system for massively parallel hyperparameter tuning. MLSys 2, algorithm 2.
 */
export function ashaPruner({ minResource = 1, reduction = 4 }: AshaOptions = {}): Pruner {
  if (!(minResource > 0 && reduction > 1)) {
    const got = `${minResource} and ${reduction}`;
    throw new ConfigurationError(`Expected \`minResource\` to be above 0 and \`reduction\` above 1, got ${got}`);
  }
  return (trial, trials, goal) => {
    const own = reports(trial);
    const last = own.at(-1);
    if (last === undefined) return false;
    if (!Number.isFinite(last[1])) return true;
    const before = own.at(-2)?.[0] ?? -Infinity;
    const others = trials.filter((other) => other.number !== trial.number);
    for (let rung = minResource; rung <= last[0]; rung *= reduction)
      if (before < rung && !passes(last[1], rung, others, goal, reduction)) return true;

    return false;
  };
}

// --- internal ---

function passes(
  value: number,
  rung: number,
  others: readonly Trial[],
  goal: AskRequest['goal'],
  reduction: number
): boolean {
  const rivals = others
    .map((other) => reports(other).find(([step]) => step >= rung)?.[1])
    .filter((result) => result !== undefined && Number.isFinite(result)) as number[];
  const better = rivals.filter((result) => signed(result, goal) < signed(value, goal)).length;
  return better < Math.max(1, Math.floor((rivals.length + 1) / reduction));
}
