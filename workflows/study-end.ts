import type { RetrainProgress, StudyProgress } from '../src/core/wire/answers.ts';
import type { StudyState } from './study.ts';
import type { Trial } from '../src/tuners/tuner.ts';

/** How a study ended. */
export interface StudyEnd {
  best: Trial | null;
  /** Number of trials run. */
  count: number;
  newest: RetrainProgress['trials'];
  /** Absent from older workers. */
  study?: StudyProgress;
  /** Why the newest trial that failed did so. */
  failure?: string;
  /** Why every other trial would have failed too. */
  hopeless?: string;
}

/** A summary of a finished study. */
export function endOf({ trials, request, failure, hopeless }: StudyState): StudyEnd {
  const best = bestOf(trials, request.spec.tuning.goal) ?? null;
  return {
    best,
    count: trials.length,
    newest: shown(trials),
    study: studyProgress({ trials, request }),
    ...(failure === undefined ? {} : { failure }),
    ...(hopeless === undefined ? {} : { hopeless }),
  };
}

/** A study that is going on, in numbers. */
export function studyProgress({ trials, request }: Pick<StudyState, 'trials' | 'request'>): StudyProgress {
  const { trials: planned, metric, goal } = request.spec.tuning;
  const best = bestOf(trials, goal);
  const count = (state: Trial['state']): number => trials.filter((trial) => trial.state === state).length;
  return {
    planned,
    begun: trials.length,
    failed: count('failed'),
    pruned: count('pruned'),
    metric,
    goal,
    best: best ? { number: best.number, value: best.value ?? 0 } : null,
  };
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
