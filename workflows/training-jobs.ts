import {
  ActivityCancellationType,
  ApplicationFailure,
  patched,
  proxyActivities,
  type ActivityInterfaceFor,
} from '@temporalio/workflow';
import { registryCalls } from './registry-calls.ts';
import { comparedShareFault, comparison, proposalFault, trainResult } from '../src/core/outcome/trainer-answers.ts';
import { Fault, type Reader } from '../src/core/wire/read.ts';
import { trialReports } from '../src/core/outcome/trainer-parts.ts';
import { externalTuner } from '../src/terms/message-names.ts';
import type {
  CompareJob,
  Comparison,
  ProposeQuery,
  RetrainActivities,
  TrainJob,
  TrialReport,
} from '../activities/contract.ts';
import type { JsonObject } from '../src/terms/json.ts';
import type { RetrainSpec } from '../src/core/state/retrain.ts';
import type { TrainResult } from '../src/trainers/jobs.ts';

// Training, comparing and external tuning may run on a queue of their own, on other machines, in another language. So
// this is the one place where what comes back is checked, whoever sent it.

type Trainer = RetrainSpec['trainer'];

export async function train(
  trainer: Trainer,
  summary: string,
  job: Omit<TrainJob, 'trainer' | 'options'>
): Promise<TrainResult & { reports?: TrialReport[] }> {
  const { name, options } = trainer;
  const result = await jobsOf(trainer)['retrain.train'].executeWithOptions({ summary }, [
    { trainer: name, ...job, options },
  ]);
  // The place alone is wrong: no hyper-parameters put an artifact elsewhere.
  const everyTrial = trainer.artifacts !== undefined && !(trainResult(undefined)(result, '') instanceof Fault);
  const subject = `The training by \`${name}\` cannot be used`;
  const read = usable(trainResult(trainer.artifacts), result, subject, everyTrial);
  const reports = readReports(result.reports);
  return { ...read, ...(reports ? { reports } : {}) };
}

export async function compare(
  trainer: Trainer,
  summary: string,
  job: Omit<CompareJob, 'trainer' | 'options'>
): Promise<Comparison> {
  const { name, options } = trainer;
  const result = await jobsOf(trainer)['retrain.compare'].executeWithOptions({ summary }, [
    { trainer: name, ...job, options },
  ]);
  const subject = `The evaluation by \`${name}\` cannot be used`;
  const { champion, challenger, holdout, paired = null } = usable(comparison, result, subject);
  // An evaluation in per cent once passed every floor; a retrain that accepted one keeps the old behaviour.
  const share = comparedShareFault({ champion, challenger });
  if (share !== undefined && patched('shares-in-per-cent')) throw unusable(`${subject}: ${share}`);
  if (job.champion && !champion)
    throw unusable('The champion was not evaluated; a gate without a champion would let everything pass');
  if (champion && champion.samples !== challenger.samples)
    throw unusable(
      `Expected champion and challenger to be evaluated on the same held-out rows, got ${champion.samples} and ${challenger.samples}`
    );
  return { champion, challenger, holdout, paired };
}

/** Partial results of a trial, as whatever worker told them; `undefined` where they cannot be read. */
export function readReports(reports: unknown): TrialReport[] | undefined {
  const read = trialReports(reports, 'reports');
  return read instanceof Fault ? undefined : read;
}

/** What to try next; `null` when the tuner has nothing left. */
export async function propose(trainer: Trainer, query: ProposeQuery): Promise<JsonObject | null> {
  const summary = `propose trial ${query.number}`;
  if (query.tuner !== externalTuner) return registryCalls['retrain.propose'].executeWithOptions({ summary }, [query]);
  const params = await jobsOf({ ...trainer, timeoutMs: proposalMs, heartbeatTimeoutMs: proposalMs })[
    'retrain.propose'
  ].executeWithOptions({ summary }, [query]);
  const fault = params === null ? undefined : proposalFault(params, query.space);
  // Running studies may have accepted results that were not fully checked then; they keep the old behaviour.
  if (fault !== undefined && patched('proposals-checked-in-full'))
    throw unusable(`The proposal of the external tuner cannot be used: ${fault.text}`);
  return params;
}

// --- internal ---

/** A proposal takes moments; one that is lost with its worker is asked for again soon. */
const proposalMs = 60_000;

function jobsOf(trainer: Trainer): ActivityInterfaceFor<RetrainActivities> {
  return proxyActivities<RetrainActivities>({
    startToCloseTimeout: trainer.timeoutMs,
    heartbeatTimeout: trainer.heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      maximumAttempts: trainer.retries + 1,
      initialInterval: trainer.retryIntervalMs,
      backoffCoefficient: 1,
    },
    ...(trainer.taskQueue === undefined ? {} : { taskQueue: trainer.taskQueue }),
  });
}

/** What can be used of an answer, or an error for good. */
function usable<T>(reader: Reader<T>, answer: unknown, subject: string, everyTrial = false): T {
  const read = reader(answer, '');
  if (!(read instanceof Fault)) return read;
  // Retrains under way may have taken an answer of any size; they go on as they went.
  if (read.isSize && !patched('bounded-answers')) return answer as T;
  throw unusable(`${subject}: ${read.text}`, everyTrial);
}

/** A retry would give the same result. */
function unusable(message: string, everyTrial = false): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'TrainingError', ...(everyTrial ? [{ everyTrial }] : []));
}
