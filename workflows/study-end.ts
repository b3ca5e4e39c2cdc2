import type { RetrainProgress } from '../src/core/wire/answers.ts';
import type { StudyState } from './study.ts';
import type { Trial } from '../src/tuners/tuner.ts';

/** How a study ended. */
export interface StudyEnd {
  best: Trial | null;
  /** Number of trials run. */
  count: number;
  newest: RetrainProgress['trials'];
}

/** A summary of a finished study. */
export function endOf({ trials, request }: StudyState): StudyEnd {
  return { best: bestOf(trials, request.spec.tuning.goal) ?? null, count: trials.length, newest: shown(trials) };
}

/** The newest trials, as progress shows them. */
export function shown(trials: readonly Trial[]): RetrainProgress['trials'] {
  return trials.slice(-mostShown).map(({ number, params, state, value }) => ({ number, params, state, value }));
}

// --- internal ---

const mostShown = 100;

function bestOf(trials: readonly Trial[], goal: 'maximize' | 'minimize'): Trial | undefined {
  const sign = goal === 'maximize' ? 1 : -1;
  return trials
    .filter(({ state, value }) => state === 'complete' && value !== null)
    .reduce<Trial | undefined>(
      (best, trial) => (!best || sign * (trial.value ?? 0) > sign * (best.value ?? 0) ? trial : best),
      undefined
    );
}
