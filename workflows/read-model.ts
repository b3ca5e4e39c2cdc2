import { proxyActivities } from '@temporalio/workflow';
import type { ModelCard, ModelQuery } from '../src/core/wire/model-card.ts';
import type { RetrainActivities } from '../activities/contract.ts';

/**
 * What the registry of the workers knows of a model, for clients without access to it. Whoever starts it gives it an
 * execution time-out of as long as they wait.
 */
export async function readModel(query: ModelQuery): Promise<ModelCard> {
  return reader['retrain.readModel'].executeWithOptions({ summary: `versions of ${query.model}` }, [query]);
}

// --- internal ---

const reader = proxyActivities<RetrainActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 3 },
});
