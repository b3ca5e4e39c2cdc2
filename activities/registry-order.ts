import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { RegistryError } from '../src/terms/errors.ts';
import { registryExchangedFailure } from '../src/core/launch/registry-trouble.ts';
import type { ModelRegistry, ModelVersion } from '../src/registry/registry.ts';
import type { Release } from '../src/core/state/lineage.ts';
import { releaseOf } from './release.ts';

/**
 * Lets a registry tell a zombie from the latest attempt: the server's time of the attempt, which also grows after a
 * reset, when the attempt count starts again.
 */
export function attemptStamp(): number {
  const { currentAttemptScheduledTimestampMs, attempt } = Context.current().info;
  return Math.max(currentAttemptScheduledTimestampMs, attempt);
}

/**
 * Refuses to work on a registry other than the one the monitor knows. If one worker of a task queue has the wrong
 * registry, the next attempt may reach a worker with the right one; several failures in a row mean that there is none.
 *
 * @param attempts how many to try
 */
export async function requireRegistry(
  registry: ModelRegistry,
  { model, registry: known }: { model: string; registry?: string | undefined },
  attempts: number
): Promise<void> {
  if (known === undefined) return;
  const found = await registry.identity();
  if (found === known) return;
  throw ApplicationFailure.create({
    message:
      `Expected this worker to have the registry that the monitor of \`${model}\` knows (${known}), got \`${registry.name}\` (${found}); ` +
      `give all workers of the task queue the same registry, or, if it was replaced on purpose, run \`temporal-retrain monitor adopt ${model} <version>\``,
    type: registryExchangedFailure,
    nonRetryable: Context.current().info.attempt >= attempts,
  });
}

/** Retries as long as a registry may need for a restart; then reports the cause. */
export async function sayAfterAttempts<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof RegistryError) || Context.current().info.attempt < patience) throw error;
    throw ApplicationFailure.nonRetryable(error.message, error.name);
  }
}

/** For notices. By now the version serves: leaves out what the registry cannot say. */
export async function described(
  registry: ModelRegistry,
  model: string,
  version: string
): Promise<{ release?: Release }> {
  try {
    const found: ModelVersion | undefined = await registry.version(model, version);
    return found ? { release: releaseOf(found) } : {};
  } catch (error) {
    if (!(error instanceof RegistryError) || !error.permanent) throw error;
    return {};
  }
}

// --- internal ---

const patience = 6;
