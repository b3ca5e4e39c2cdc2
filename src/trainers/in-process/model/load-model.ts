import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../../../terms/errors.ts';
import { isFileUri } from '../../../artifacts/artifact-folder.ts';
import { applyModel, decodeModel, type LinearModel } from './linear-model.ts';

export interface LoadedModel {
  readonly task: LinearModel['task'];
  /** Names of the inputs, in the order `predict` wants them. */
  readonly features: readonly string[];
  /** For a classification: probability of the positive label, and the label at one half. */
  predict(features: ArrayLike<number>): Prediction;
  /** For either task: the probability, or the predicted value. */
  estimate(features: ArrayLike<number>): number;
}

export interface Prediction {
  probability: number;
  label: 0 | 1;
}

/** Makes a trained artifact usable in a service: its bytes, its path or its `file:` URI. */
export function loadModel(source: Uint8Array | string): LoadedModel {
  const path = typeof source === 'string' && isFileUri(source) ? fileURLToPath(source) : source;
  const bytes = typeof path === 'string' ? readFileSync(path) : path;
  const model = decodeModel(bytes, typeof path === 'string' ? path : 'the given bytes');
  const estimate = (features: ArrayLike<number>): number => {
    if (features.length !== model.features.length)
      throw new ConfigurationError(
        `Expected ${model.features.length} features (${model.features.join(', ')}), got ${features.length}`
      );
    return applyModel(model, features);
  };
  return {
    task: model.task,
    features: model.features,
    estimate,
    predict(features) {
      if (model.task !== 'classification')
        throw new ConfigurationError('Expected a model for classification, got one for regression; call `estimate`');
      const probability = estimate(features);
      return { probability, label: probability >= 0.5 ? 1 : 0 };
    },
  };
}
