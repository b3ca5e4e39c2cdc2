import { TrainingError } from '../src/terms/errors.ts';
import type { Artifact } from '../src/core/state/lineage.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainSpec } from '../src/core/state/retrain.ts';

/**
 * Why the champion's bytes are no longer what was registered; `undefined` if they are, or if it cannot be checked from
 * here: a trainer on another task queue may be on another machine.
 */
export async function whyUnreadable(
  { trainers }: Pick<Dependencies, 'trainers'>,
  { name, taskQueue }: Pick<RetrainSpec['trainer'], 'name' | 'taskQueue'>,
  artifact: Artifact
): Promise<string | undefined> {
  if (taskQueue !== undefined) return undefined;
  try {
    await trainers.get(name)?.checkArtifact?.(artifact);
    return undefined;
  } catch (error) {
    if (error instanceof TrainingError && error.permanent) return error.message;
    throw error;
  }
}
