import { checkEvaluateResult } from './check-result.ts';
import { jobContext } from './job-context.ts';
import { pairedBootstrap } from '../src/stats/paired-bootstrap.ts';
import { trainerOf } from './train.ts';
import { unevaluatedChampion } from '../src/core/launch/registry-trouble.ts';
import { TrainingError } from '../src/terms/errors.ts';
import type { Artifact, Evaluation } from '../src/core/state/lineage.ts';
import type { CompareJob, RetrainActivities } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import type { EvaluateResult, JobContext, Trainer } from '../src/trainers/trainer.ts';

/** Evaluates both models on the same held-out rows. The rows' losses stay here; only their summary is returned. */
export function createCompare({
  trainers,
  tracing,
}: Pick<Dependencies, 'trainers' | 'tracing'>): Pick<RetrainActivities, 'retrain.compare'> {
  return {
    async 'retrain.compare'(job) {
      const trainer = trainerOf(trainers, job.trainer);
      const context = jobContext(tracing);
      const champion = job.champion ? await evaluateChampion(trainer, job, job.champion, context) : null;
      const challenger = await evaluate(trainer, job, job.challenger, context);
      if (champion) requireSameRows(champion, challenger);
      return {
        champion: champion && summary(champion),
        challenger: summary(challenger),
        holdout: challenger.holdout,
        paired: champion ? pair(job, champion.losses, challenger.losses) : null,
      };
    },
  };
}

// --- internal ---

async function evaluate(
  trainer: Trainer,
  job: CompareJob,
  artifact: Artifact,
  context: JobContext
): Promise<EvaluateResult> {
  const { model, retrainId, data, options } = job;
  return checkEvaluateResult(
    trainer.name,
    await trainer.evaluate({ model, retrainId, artifact, data, options }, context)
  );
}

/** A champion that cannot be evaluated is an error, never a pass. */
async function evaluateChampion(
  trainer: Trainer,
  job: CompareJob,
  artifact: Artifact,
  context: JobContext
): Promise<EvaluateResult> {
  try {
    return await evaluate(trainer, job, artifact, context);
  } catch (error) {
    if (context.signal.aborted || !(error instanceof Error)) throw error;
    const permanent = error instanceof TrainingError && error.permanent;
    throw new TrainingError(`${unevaluatedChampion}: ${error.message}`, { cause: error, permanent });
  }
}

function summary({ metrics, slices, samples, latencyMsP95 }: EvaluateResult): Evaluation {
  return {
    metrics: latencyMsP95 === undefined ? metrics : { ...metrics, latencyMsP95 },
    ...(slices ? { slices } : {}),
    samples,
  };
}

/** A comparison on different data is worthless. If rows changed between two evaluations, the next try may succeed. */
function requireSameRows(champion: EvaluateResult, challenger: EvaluateResult): void {
  const describe = ({ samples, holdout: { from, to } }: EvaluateResult): string =>
    `${samples} rows (event times ${from ?? 'unknown'} to ${to ?? 'unknown'})`;
  const subject = 'Expected champion and challenger to be evaluated on the same held-out rows';
  if (describe(champion) !== describe(challenger))
    throw new TrainingError(`${subject}, got ${describe(champion)} and ${describe(challenger)}`, { permanent: true });
  const { digest: before } = champion.holdout;
  const { digest: after } = challenger.holdout;
  if (before !== undefined && after !== undefined && before !== after)
    throw new TrainingError(`${subject}, but the data changed between the two (digests ${before} and ${after})`);
}

/** Without losses there is no test. Where there are some, they are of the same rows: one a row, and as many rows. */
function pair(
  job: CompareJob,
  before: readonly number[] | undefined,
  after: readonly number[] | undefined
): ReturnType<typeof pairedBootstrap> | null {
  if (!before || !after) return null;
  if (before.length === 0) return null;
  return pairedBootstrap(before, after, { seed: job.seed });
}
