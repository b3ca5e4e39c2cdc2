import { Context } from '@temporalio/activity';
import { checkTrainResult } from './check-result.ts';
import { ConfigurationError } from '../src/errors.ts';
import { jobContext } from './job-context.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';
import type { Trainer } from '../src/trainers/trainer.ts';

export function createTrain({ trainers }: Pick<Dependencies, 'trainers'>): Pick<RetrainActivities, 'retrain.train'> {
  return {
    async 'retrain.train'({ trainer: name, ...job }) {
      const { attempt } = Context.current().info;
      const result = await trainerOf(trainers, name).train({ ...job, attempt }, jobContext());
      return checkTrainResult(name, result);
    },
  };
}

/** @throws ConfigurationError that names the trainers there are */
export function trainerOf(trainers: ReadonlyMap<string, Trainer>, name: string): Trainer {
  const found = trainers.get(name);
  if (found) return found;
  const known = [...trainers.keys()].join(', ') || 'none';
  throw new ConfigurationError(
    `Trainer \`${name}\` is not registered with this worker; registered: ${known}. Add it to the \`trainers\` of RetrainPlugin, or change \`retrain.trainer.name\` in the policy`
  );
}
