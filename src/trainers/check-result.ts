import { z } from 'zod';
import { TrainingError } from '../terms/errors.ts';
import type { EvaluateResult, TrainResult } from './trainer.ts';

/** What a program or service of somebody else says it trained; where the artifact lies is for the caller to judge. */
export type ClaimedTrainResult = Omit<TrainResult, 'artifact'> & { artifact: TrainResult['artifact'] | string };

/** The result of a training as its shape promises, or a permanent `TrainingError` that names every fault. */
export function checkTrainResult(value: unknown, source: string): ClaimedTrainResult {
  return check(trainResultSchema, value, `the result of the training from ${source}`);
}

/** The same for an evaluation. */
export function checkEvaluateResult(value: unknown, source: string): EvaluateResult {
  return check(evaluateResultSchema, value, `the result of the evaluation from ${source}`);
}

/** The JSON text, or a permanent `TrainingError`. */
export function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const hint = /\b(NaN|Infinity)\b/.test(text)
      ? '; it holds NaN or Infinity, which JSON has not: did the training diverge?'
      : '';
    throw new TrainingError(`Expected JSON from ${source}, got \`${text.slice(0, 80)}\`${hint}`, {
      permanent: true,
      cause,
    });
  }
}

// --- internal ---

const metrics = z.record(z.string(), z.number()).refine((values) => Object.keys(values).length > 0, {
  error: 'expected at least one metric, got none',
});
const dataWindow = z.object({
  from: z.number().nullable(),
  to: z.number().nullable(),
  samples: z.int().min(0),
  digest: z.string().max(200).optional(),
});
const artifact = z.object({
  uri: z.url(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits'),
  bytes: z.int().min(0),
});

const trainResultSchema = z.object({ artifact: z.union([z.string().min(1), artifact]), metrics, dataWindow });

const evaluateResultSchema = z
  .object({
    metrics,
    slices: z.record(z.string(), metrics).optional(),
    samples: z.int().min(0),
    holdout: dataWindow,
    losses: z.array(z.number()).optional(),
    latencyMsP95: z.number().min(0).optional(),
  })
  .refine(({ losses, samples }) => losses === undefined || losses.length === samples, {
    path: ['losses'],
    error: 'expected one loss a held-out row, as many as `samples`',
  });

function check<T>(schema: z.ZodType<T>, value: unknown, subject: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues
    .slice(0, 10)
    .map((issue) => `\`${issue.path.join('.') || '.'}\`: ${issue.message}`);
  throw new TrainingError(`Expected ${subject} to be valid: ${faults.join('; ')}`, {
    permanent: true,
    cause: result.error,
  });
}
