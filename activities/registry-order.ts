import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { RegistryError } from '../src/terms/errors.ts';
import { registryExchangedFailure } from '../src/core/launch/registry-trouble.ts';
import type { ModelRegistry, ModelVersion } from '../src/registry/registry.ts';
import type { Release } from '../src/core/state/lineage.ts';
import { releaseOf } from './release.ts';

/**
 * By what a registry tells a zombie from the newest attempt: the server's own time of the attempt, which also grows after
 * a reset, when attempts are counted anew.
 */
export function attemptStamp(): number {
  const { currentAttemptScheduledTimestampMs, attempt } = Context.current().info;
  return Math.max(currentAttemptScheduledTimestampMs, attempt);
}

/**
 * Refuses to work on another registry than the one the monitor knows. On a task queue of which one worker has a wrong
 * registry the next attempt may meet one that has the right one; several in a row say that there is none.
 *
 * @param attempts as many as are tried
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
      `Expected this worker to have the registry that the monitor of \`${model}\` knows (${known}), it has another: \`${registry.name}\` (${found}); ` +
      `give all workers of the task queue the same registry, or, where it was exchanged on purpose, run \`temporal-retrain monitor adopt ${model} <version>\``,
    type: registryExchangedFailure,
    nonRetryable: Context.current().info.attempt >= attempts,
  });
}

/** Tried as often as a registry may need to come back from a restart; then it is said what stands in the way. */
export async function sayAfterAttempts<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof RegistryError) || Context.current().info.attempt < patience) throw error;
    throw ApplicationFailure.nonRetryable(error.message, error.name);
  }
}

/** For those who are told of it. By now the version serves: what the registry cannot say is left out. */
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
