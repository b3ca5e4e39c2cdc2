import { evaluateResult, evaluationShareFault, trainResult } from '../src/core/outcome/trainer-answers.ts';
import { Fault, type Reader } from '../src/core/wire/read.ts';
import { doubtText, timeDoubt } from '../src/terms/event-time.ts';
import { TrainingError } from '../src/terms/errors.ts';
import type { DataWindow } from '../src/core/state/lineage.ts';
import type { EvaluateResult, TrainResult } from '../src/trainers/trainer.ts';

/** Checks a trainer's result: the trainer may be anyone's program. */
export function checkTrainResult(trainer: string, result: unknown): TrainResult {
  const subject = `Trainer \`${trainer}\` returned an unusable training result`;
  const trained = check(subject, trainResult(), result);
  checkTimes(subject, 'dataWindow', trained.dataWindow);
  return trained;
}

export function checkEvaluateResult(trainer: string, result: unknown): EvaluateResult {
  const subject = `Trainer \`${trainer}\` returned an unusable evaluation`;
  const evaluation = check(subject, evaluateResult, result);
  const fault = evaluationShareFault(evaluation);
  // A value in per cent would pass every floor.
  if (fault !== undefined) throw new TrainingError(`${subject}: ${fault}`, { permanent: true });
  checkTimes(subject, 'holdout', evaluation.holdout);
  return evaluation;
}

// --- internal ---

function check<T>(subject: string, reader: Reader<T>, result: unknown): T {
  const read = reader(result, '');
  if (!(read instanceof Fault)) return read;
  throw new TrainingError(`${subject}: ${read.text}`, { permanent: true });
}

/** Read as milliseconds, seconds would tell people that a model was trained on data of January 1970. */
function checkTimes(subject: string, field: string, { from, to }: DataWindow): void {
  for (const [end, at] of Object.entries({ from, to })) {
    const doubt = at === null ? undefined : unitDoubt(at, Date.now());
    if (doubt !== undefined) throw new TrainingError(`${subject}: \`${field}.${end}\`: ${doubt}`, { permanent: true });
  }
}

/** Data may be of days to come, and numbered from 0 where they have no times: neither is a matter of the unit. */
function unitDoubt(at: number, now: number): string | undefined {
  const doubt = timeDoubt(at, now);
  if (doubt === undefined || doubt === 'ahead') return undefined;
  if (doubt === 'in-seconds' && timeDoubt(1_000 * at, now) !== undefined) return undefined;
  return doubtText(at, doubt);
}
