import { earlyScan } from './early-scan.ts';
import { learnFirst } from './learn.ts';
import { medianOf } from './scores.ts';
import { persists } from './confirm.ts';
import type { LevelShiftOptions } from './options.ts';
import type { LevelShiftState } from './state.ts';
import type { Verdict } from '../../terms/level.ts';

/** Takes one value in while nothing is known yet. */
export function watchEarly(state: LevelShiftState, x: number, options: LevelShiftOptions): Verdict {
  state.early.push(x + 0);
  const from = state.starts.at(-1) ?? 0;
  const part = from === 0 ? state.early : state.early.slice(from);
  const { statistic, cut } = earlyScan(part, options.least);
  let verdict: Verdict = 'warming-up';
  state.statistic = Number(statistic.toPrecision(6));
  state.limit = part.length < 2 * options.least ? 0 : options.earlyLimit;
  if (statistic > options.earlyLimit && persists(part, cut, options.least, options.clusters)) {
    const isRise = medianOf(part.slice(cut)) > medianOf(part.slice(0, cut));
    state.starts.push(from + cut);
    if (options.mode === 'both' || isRise === (options.mode === 'up')) verdict = 'drift';
  }
  if (state.early.length >= options.burnIn) learnFirst(state, options);
  return verdict;
}
