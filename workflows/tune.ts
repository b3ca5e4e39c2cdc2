import type { RetrainProgress } from '../src/core/wire/answers.ts';
import { continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { endOf, shown, studyProgress, type StudyEnd } from './study-end.ts';
import { progressDetails } from './progress-details.ts';
import { progressQuery } from './messages.ts';
import { expectNames } from '../src/core/sound-spec.ts';
import { expectPlain } from '../src/core/bounds/plain-input.ts';
import { expectNumbers, expectRequest, refuseUnusable } from './usable-input.ts';
import { forTuner, knownHyperparameters, Study, type StudyState } from './study.ts';

/**
 * A large study, as a child of its retrain: it continues as new between trials, so that its history stays small however
 * many there are.
 *
 * @param options.rollAfterEvents continue as new after this many history events. @default 2000
 */
export async function tuneModel(state: StudyState, options: { rollAfterEvents?: number } = {}): Promise<StudyEnd> {
  refuseUnusable('a study to be started by its retrain', () => lookAt(state, options));
  const { request } = state;
  const progress = (): RetrainProgress => ({
    retrainId: request.retrainId,
    stage: 'tuning',
    trials: shown(state.trials),
    study: studyProgress(state),
    version: null,
  });
  const show = (): void => setCurrentDetails(progressDetails(request, progress()));
  setHandler(progressQuery, progress, { description: 'the newest trials of this study' });
  show();
  const study = new Study(state, show, () => isHistoryFull(options.rollAfterEvents));
  await study.run();
  if (!study.done) return continueAsNew<typeof tuneModel>(study.state, options);
  return endOf(study.state);
}

// --- internal ---

function lookAt(state: StudyState, options: { rollAfterEvents?: number }): void {
  expectPlain([state, options]);
  const { request, plan, startedAt, trials } = state;
  expectRequest(request);
  const { tuning, hyperparameters } = request.spec;
  const { parallel, seed, timeBudgetMs = 0 } = tuning;
  expectNames([tuning.metric]);
  expectNumbers([startedAt, tuning.trials, parallel, seed, timeBudgetMs, options.rollAfterEvents ?? 0]);
  if (tuning.trials > mostTrials) throw new RangeError(`expected at most ${mostTrials} trials`);
  for (const part of [tuning.space, hyperparameters, plan, options]) Object.keys(part);
  knownHyperparameters(state);
  endOf({ ...state, trials: trials.map(forTuner) });
  const study = studyProgress(state);
  progressDetails(request, { retrainId: '', stage: 'tuning', trials: shown(trials), study, version: null });
}

/** The most that a policy may ask for. */
const mostTrials = 1_000;
const maxHistoryBytes = 4 * 1024 * 1024;

function isHistoryFull(maxEvents = 2000): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength >= maxEvents || historySize >= maxHistoryBytes;
}
