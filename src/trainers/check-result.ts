import { claimedTrainResult, evaluateResult } from '../core/outcome/trainer-answers.ts';
import { Fault, type Reader } from '../core/wire/read.ts';
import { excerpt } from '../terms/visible-text.ts';
import { TrainingError } from '../terms/errors.ts';
import type { EvaluateResult, TrainResult } from './trainer.ts';

/** What a foreign program or service says it trained; the caller checks the place of the artifact. */
export type ClaimedTrainResult = Omit<TrainResult, 'artifact'> & { artifact: TrainResult['artifact'] | string };

/** The checked result of a training; throws a permanent `TrainingError` that names the fault. */
export function checkTrainResult(value: unknown, source: string): ClaimedTrainResult {
  return check(claimedTrainResult, value, `the result of the training from ${source}`);
}

/** The same for an evaluation. */
export function checkEvaluateResult(value: unknown, source: string): EvaluateResult {
  return check(evaluateResult, value, `the result of the evaluation from ${source}`);
}

/**
 * The parsed JSON; throws a permanent `TrainingError`.
 *
 * @param quotes whether the error may say how the text begins
 */
export function parseJson(text: string, source: string, quotes = true): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const hint = /\b(NaN|Infinity)\b/.test(text)
      ? '; it holds NaN or Infinity, which are not JSON: check whether the training diverged'
      : '';
    const got = quotes ? `\`${excerpt(text, 80)}\`` : `${text.length} characters that are none`;
    throw new TrainingError(`Expected JSON from ${source}, got ${got}${hint}`, {
      permanent: true,
      // The parser's own message quotes the text too.
      ...(quotes ? { cause } : {}),
    });
  }
}

// --- internal ---

function check<T>(reader: Reader<T>, value: unknown, subject: string): T {
  const read = reader(value, '');
  if (!(read instanceof Fault)) return read;
  throw new TrainingError(`Expected ${subject} to be valid: ${read.text}`, { permanent: true });
}
