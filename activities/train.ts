import { Context } from '@temporalio/activity';
import { checkTrainResult } from './check-result.ts';
import { ConfigurationError } from '../src/terms/errors.ts';
import { jobContext } from './job-context.ts';
import type { Dependencies } from './dependencies.ts';
import { TrialWatch } from './trial-watch.ts';
import type { RetrainActivities, TrialReport } from './contract.ts';
import type { Trainer, TrainRequest, TrainResult } from '../src/trainers/trainer.ts';

export function createTrain({
  trainers,
  tracing,
}: Pick<Dependencies, 'trainers' | 'tracing'>): Pick<RetrainActivities, 'retrain.train'> {
  return {
    async 'retrain.train'({ trainer: name, pruning, ...job }) {
      const { attempt } = Context.current().info;
      const trainer = trainerOf(trainers, name);
      const request = { ...job, attempt };
      if (!pruning || !job.trial) return checkTrainResult(name, await trainer.train(request, jobContext(tracing)));
      return trainWatched(trainer, request, new TrialWatch(job.trial.number, pruning, jobContext(tracing)));
    },
  };
}

/** @throws ConfigurationError that names the registered trainers */
export function trainerOf(trainers: ReadonlyMap<string, Trainer>, name: string): Trainer {
  const found = trainers.get(name);
  if (found) return found;
  const known = [...trainers.keys()].join(', ') || 'none';
  throw new ConfigurationError(
    `Trainer \`${name}\` is not registered with this worker; registered: ${known}. Start the worker with \`--trainers <file>\` that names it, add it to the \`trainers\` of RetrainPlugin, or change \`retrain.trainer.name\` in the policy`
  );
}

// --- internal ---

async function trainWatched(
  trainer: Trainer,
  request: TrainRequest,
  watch: TrialWatch
): Promise<TrainResult & { reports: TrialReport[] }> {
  try {
    const result = checkTrainResult(trainer.name, await trainer.train(request, watch.context));
    return { ...result, reports: watch.summary() };
  } catch (error) {
    throw watch.pruned ? watch.failure() : error;
  }
}
