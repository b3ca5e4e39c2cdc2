import { reports, signed, type Pruner } from './pruner.ts';
import type { AskRequest, Trial } from './tuner.ts';

export interface MedianOptions {
  /** Complete trials with partial results that are needed before anything is stopped. @default 5 (Optuna 5.0.0) */
  startupTrials?: number;
  /** Steps that every trial gets: nothing is stopped below this step. @default 0 (Optuna 5.0.0) */
  warmupSteps?: number;
}

/**
 * Median rule: stops a trial whose best result so far is worse than the median of what the complete trials had reached
 * at that step. A trial that reports anything but a number is stopped at once.
 *
 *     prune when best(r_i, i <= s) > median over complete trials of r_last(i <= s)     (less is better)
 *
 * If a complete trial has no report at step s, its latest one before s counts.
 *
 * Use for: curves that seldom cross. Not for: trials that start slow and end well (raise `warmupSteps`).
 *
 * @see Golovin, D. et al. (2017). Google Vizier. KDD, §3.2.2.
 */
export function medianPruner({ startupTrials = 5, warmupSteps = 0 }: MedianOptions = {}): Pruner {
  return (trial, trials, goal) => {
    const own = reports(trial);
    const last = own.at(-1);
    if (last === undefined) return false;
    if (!Number.isFinite(last[1])) return true;
    if (last[0] < warmupSteps) return false;
    const reached = trials
      .filter((other) => other.number !== trial.number && other.state === 'complete')
      .map((other) => resultAt(other, last[0], goal))
      .filter((value) => value !== null);
    if (reached.length < startupTrials) return false;
    const best = Math.min(...own.map(([, value]) => signed(value, goal)).filter(Number.isFinite));
    return best > median(reached);
  };
}

// --- internal ---

function resultAt(trial: Trial, step: number, goal: AskRequest['goal']): number | null {
  const value = reports(trial).findLast((report) => report[0] <= step)?.[1];
  return value === undefined || !Number.isFinite(value) ? null : signed(value, goal);
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
