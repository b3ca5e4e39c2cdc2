import { evaluateResult, evaluationShareFault, trainResult } from '../src/core/outcome/trainer-answers.ts';
import { Fault, type Reader } from '../src/core/wire/read.ts';
import { TrainingError } from '../src/terms/errors.ts';
import type { EvaluateResult, TrainResult } from '../src/trainers/trainer.ts';

/** Checks a trainer's result: the trainer may be anyone's program. */
export function checkTrainResult(trainer: string, result: unknown): TrainResult {
  return check(`Trainer \`${trainer}\` returned an unusable training result`, trainResult(), result);
}

export function checkEvaluateResult(trainer: string, result: unknown): EvaluateResult {
  const subject = `Trainer \`${trainer}\` returned an unusable evaluation`;
  const evaluation = check(subject, evaluateResult, result);
  const fault = evaluationShareFault(evaluation);
  // A value in per cent would pass every floor.
  if (fault !== undefined) throw new TrainingError(`${subject}: ${fault}`, { permanent: true });
  return evaluation;
}

// --- internal ---

function check<T>(subject: string, reader: Reader<T>, result: unknown): T {
  const read = reader(result, '');
  if (!(read instanceof Fault)) return read;
  throw new TrainingError(`${subject}: ${read.text}`, { permanent: true });
}
