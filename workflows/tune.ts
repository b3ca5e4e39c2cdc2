import type { RetrainProgress } from '../src/core/wire/answers.ts';
import { continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { endOf, shown, type StudyEnd } from './study-end.ts';
import { progressDetails } from './progress-details.ts';
import { progressQuery } from './messages.ts';
import { Study, type StudyState } from './study.ts';

/**
 * A large study, as a child of its retrain: it continues as new between trials, so that its history stays small however many
 * there are.
 *
 * @param options.rollAfterEvents continue as new after this many history events. @default 2000
 */
export async function tuneModel(state: StudyState, options: { rollAfterEvents?: number } = {}): Promise<StudyEnd> {
  const { request } = state;
  const progress = (): RetrainProgress => ({
    retrainId: request.retrainId,
    stage: 'tuning',
    trials: shown(state.trials),
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

const maxHistoryBytes = 4 * 1024 * 1024;

function isHistoryFull(maxEvents = 2000): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength >= maxEvents || historySize >= maxHistoryBytes;
}
