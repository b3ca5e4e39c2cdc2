import { proxyActivities } from '@temporalio/workflow';
import { expectNames } from '../src/core/sound-spec.ts';
import { expectNumbers, refuseUnusable } from './usable-input.ts';
import { expectPlain } from '../src/core/bounds/plain-input.ts';
import type { ModelCard, ModelQuery } from '../src/core/wire/model-card.ts';
import type { RetrainActivities } from '../activities/contract.ts';

/**
 * What the registry of the workers knows of a model, for clients without access to it. Whoever starts it gives it an
 * execution time-out of as long as they wait.
 */
export async function readModel(query: ModelQuery): Promise<ModelCard> {
  refuseUnusable('a question about a model', () => lookAt(query));
  return reader['retrain.readModel'].executeWithOptions({ summary: `versions of ${query.model}` }, [query]);
}

// --- internal ---

function lookAt(query: ModelQuery): void {
  expectPlain(query);
  expectNames([query.model]);
  expectNumbers([query.versions, query.reigns]);
}

const reader = proxyActivities<RetrainActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 3 },
});
