import { ashaPruner } from './asha.ts';
import { medianPruner } from './median.ts';
import type { Pruner } from './pruner.ts';

/** A rule for stopping trials early, as in a policy. Steps are percentages of a trial's own training. */
export type PrunerSpec =
  | {
      type: 'median';
      /** Complete trials that are needed before one is stopped. @default 5 */
      startupTrials?: number;
      /** Percentage of its training that every trial gets. @default 0 */
      warmup?: number;
    }
  | {
      type: 'asha';
      /** Percentage at which trials are first compared. @default 6.25, so that the rungs are at 6.25, 25 and 100 */
      firstRung?: number;
      /** One in this many continues from a rung. @default 4 */
      reduction?: number;
    };

/**
 * The pruner of that name and those options.
 *
 * @example
 * ```ts @import.meta.vitest
 * const prune = choosePruner({ type: 'asha' });
 * const rival = { number: 0, params: {}, state: 'complete', value: 0.9, intermediate: [[25, 0.8]] } as const;
 * const trial = { number: 1, params: {}, state: 'running', value: null, intermediate: [[25, 0.7]] } as const;
 * expect(prune(trial as never, [rival] as never, 'maximize')).toBe(true);
 * ```
 */
export function choosePruner(spec: PrunerSpec): Pruner {
  if (spec.type === 'median') {
    const { startupTrials, warmup: warmupSteps } = spec;
    return medianPruner({ startupTrials, warmupSteps });
  }
  const { firstRung = 6.25, reduction } = spec;
  return ashaPruner({ minResource: firstRung, reduction });
}
