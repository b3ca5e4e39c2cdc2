import { z } from 'zod';
import { TrainingError } from '../../../terms/errors.ts';

const numbers = z.array(z.number());

/**
 * What an artifact of the in-process trainer holds: the weights, and all that is needed to apply them to raw inputs.
 */
const linearModelSchema = z
  .strictObject({
    format: z.literal('temporal-retrain/linear@1'),
    task: z.enum(['classification', 'regression']),
    /** Column the model predicts; for a classification also the label that counts as positive. */
    label: z.string(),
    positive: z.string().nullable(),
    features: z.array(z.string()).min(1),
    /** An input goes in as `(x - mean) / scale`. */
    mean: numbers,
    scale: numbers,
    weights: numbers,
    bias: z.number(),
    /** Of the label, for a regression; 0 and 1 for a classification. */
    target: z.strictObject({ mean: z.number(), scale: z.number() }),
    hyperparameters: z.record(z.string(), z.union([z.number(), z.string()])),
    seed: z.number(),
    dataWindow: z.strictObject({ from: z.number().nullable(), to: z.number().nullable(), samples: z.number() }),
  })
  .refine(
    ({ features, mean, scale, weights }) => [mean, scale, weights].every((list) => list.length === features.length),
    {
      error: 'Expected one mean, scale and weight per feature',
    }
  );

export type LinearModel = z.output<typeof linearModelSchema>;

/** The same model gives the same bytes: one fixed order of fields, no time, no place. */
export function encodeModel(model: LinearModel): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(linearModelSchema.parse(model))}\n`);
}

/** `where` names the source in the error. */
export function decodeModel(bytes: Uint8Array, where: string): LinearModel {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TrainingError(`Expected a model of the in-process trainer at ${where}, got something that is not JSON`, {
      permanent: true,
      cause,
    });
  }
  const result = linearModelSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const fault = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`;
  throw new TrainingError(`Expected a model of the in-process trainer at ${where}, but ${fault}`, {
    permanent: true,
    cause: result.error,
  });
}

/** Probability of the positive label, or the predicted value. */
export function applyModel(model: LinearModel, inputs: ArrayLike<number>, offset = 0): number {
  const { weights, mean, scale } = model;
  let sum = model.bias;
  for (let at = 0; at < weights.length; at++)
    sum += (weights[at] as number) * (((inputs[offset + at] as number) - (mean[at] as number)) / (scale[at] as number));
  return model.task === 'classification' ? sigmoid(sum) : sum * model.target.scale + model.target.mean;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
