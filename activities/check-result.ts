import { z } from 'zod';
import { excerpt } from '../src/terms/visible-text.ts';
import { shareFault } from '../src/terms/metric-kinds.ts';
import { TrainingError } from '../src/terms/errors.ts';
import type { EvaluateResult, TrainResult } from '../src/trainers/trainer.ts';

/** What came back from a trainer, checked: it may be a program of anybody's. */
export function checkTrainResult(trainer: string, result: unknown): TrainResult {
  return check(`Trainer \`${trainer}\` returned an unusable training result`, trainSchema, result);
}

export function checkEvaluateResult(trainer: string, result: unknown): EvaluateResult {
  const subject = `Trainer \`${trainer}\` returned an unusable evaluation`;
  const evaluation = check(subject, evaluateSchema, result);
  const { metrics, slices = {} } = evaluation;
  const fault = [metrics, ...Object.values(slices)].map(shareFault).find((one) => one !== undefined);
  // In per cent it would pass every floor.
  if (fault !== undefined) throw new TrainingError(`${subject}: ${fault}`, { permanent: true });
  return evaluation;
}

// --- internal ---

const metrics = z
  .record(z.string(), z.number('expected a finite number'))
  .refine((values) => Object.keys(values).length > 0, 'expected at least one metric, got none');

const time = z.number().nullable();
const dataWindow = z.object({
  from: time,
  to: time,
  samples: z.int().nonnegative(),
  digest: z.string().max(200).optional(),
});

const artifact = z.object({
  uri: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits'),
  bytes: z.int().nonnegative(),
});

const trainSchema = z.object({ artifact, metrics, dataWindow });

const evaluateSchema = z.object({
  metrics,
  slices: z.record(z.string(), z.record(z.string(), z.number())).optional(),
  samples: z.int().nonnegative(),
  holdout: dataWindow,
  losses: z.array(z.number()).optional(),
  latencyMsP95: z.number().optional(),
});

function check<T>(subject: string, schema: z.ZodType<T>, result: unknown): T {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'result'}: ${message}`).join('; ');
  throw new TrainingError(`${subject}: ${excerpt(faults, 500)}`, { permanent: true });
}
