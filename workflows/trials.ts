import type { RetrainProgress } from '../src/core/wire/answers.ts';
import type { GateReport } from '../src/core/state/lineage.ts';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ChildWorkflowFailure,
  executeChild,
  log,
  patched,
  TerminatedFailure,
} from '@temporalio/workflow';
import { endOf, shown, studyProgress, type StudyEnd } from './study-end.ts';
import { knownHyperparameters, Study, type StudyState } from './study.ts';
import { oneLine } from '../src/terms/visible-text.ts';
import { workflowTypes } from '../src/terms/message-names.ts';
import type { JsonObject } from '../src/terms/json.ts';

export interface Tuned {
  hyperparameters: JsonObject;
  /** Whether they differ from the champion's. */
  retuned: boolean;
  /** Trials that were run. */
  trials: number;
  /** Why the known ones are used although others were searched. */
  fallback?: string;
}

/**
 * The best hyper-parameters the trials found; without trials, or when all of them fail, the champion's own.
 *
 * @throws ApplicationFailure where every trial failed for good with the same mistake
 */
export async function runTrials(
  study: Omit<StudyState, 'trials' | 'startedAt'>,
  show: (study: Pick<RetrainProgress, 'trials' | 'study'>) => void
): Promise<Tuned> {
  const { tuning } = study.request.spec;
  const known = knownHyperparameters(study);
  if (tuning.trials === 0 || Object.keys(tuning.space).length === 0)
    return { hyperparameters: known, retuned: false, trials: 0 };
  const start: StudyState = { ...study, startedAt: Date.now(), trials: [] };
  const isLarge = tuning.trials > mostTrialsInline && patched('study-workflow');
  const { best, count, failure, hopeless } = isLarge ? await runElsewhere(start, show) : await runHere(start, show);
  if (!best) {
    if (hopeless !== undefined && patched('hopeless-retrain'))
      throw ApplicationFailure.nonRetryable(`No trial succeeded: ${hopeless}`, 'TrainingError');
    log.warn('no trial succeeded; the known hyper-parameters are used', { trials: count });
    return {
      hyperparameters: known,
      retuned: false,
      trials: count,
      fallback: failure ?? (count === 0 ? 'none was proposed' : 'none ended well'),
    };
  }
  const chosen = { ...known, ...best.params };
  const retuned = JSON.stringify(sorted(chosen)) !== JSON.stringify(sorted(known));
  return { hyperparameters: chosen, retuned, trials: count };
}

/** A gate's report that says so where no trial succeeded: it goes wherever the version is told of. */
export function withSearch(report: GateReport, { fallback }: Tuned, metric: string): GateReport {
  if (fallback === undefined) return report;
  const text = `no trial succeeded: ${oneLine(fallback, 300)}; the known hyper-parameters are used, and nothing was searched`;
  const told = { rule: 'search' as const, metric, champion: null, challenger: null, limit: null, passed: true, text };
  return { ...report, checks: [told, ...report.checks] };
}

// --- internal ---

/**
 * Some 12 events and a few kilobytes a trial: more trials than this get a workflow of their own, which continues as
 * new.
 */
const mostTrialsInline = 100;

async function runHere(
  state: StudyState,
  show: (study: Pick<RetrainProgress, 'trials' | 'study'>) => void
): Promise<StudyEnd> {
  await new Study(state, () => show({ trials: shown(state.trials), study: studyProgress(state) })).run();
  return endOf(state);
}

/** Someone who terminates or cancels only the study wants the retrain to go on without it. */
async function runElsewhere(
  state: StudyState,
  show: (study: Pick<RetrainProgress, 'trials' | 'study'>) => void
): Promise<StudyEnd> {
  const { retrainId, model, spec } = state.request;
  try {
    const end = await executeChild<(state: StudyState) => Promise<StudyEnd>>(workflowTypes.tune, {
      workflowId: `${retrainId}/study`,
      args: [state],
      staticSummary: `${spec.tuning.trials} trials for ${model}`,
    });
    show({ trials: end.newest, ...(end.study ? { study: end.study } : {}) });
    return end;
  } catch (error) {
    if (!wasEndedAlone(error)) throw error;
    log.warn('the study was ended from outside; its trials are lost', { study: `${retrainId}/study` });
    return { best: null, count: 0, newest: [], failure: 'the study was ended from outside' };
  }
}

function wasEndedAlone(error: unknown): boolean {
  if (!(error instanceof ChildWorkflowFailure)) return false;
  if (error.cause instanceof TerminatedFailure) return true;
  return error.cause instanceof CancelledFailure && !CancellationScope.current().consideredCancelled;
}

function sorted(params: JsonObject): [string, unknown][] {
  return Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
}
