import { setTimeout as delay } from 'node:timers/promises';
import type { CliContext } from '../terminal/context.ts';
import type { ModelRegistry } from '../../registry/registry.ts';
import { isRetrainError } from '../../terms/errors.ts';

/**
 * Asks the registry who it is before the worker polls. What no retry can mend (a wrong password, no MLflow there) ends
 * the command. One that does not answer is told of: it may come back, and until then monitors take metrics in and
 * retrains wait.
 */
export async function checkRegistry(
  context: CliContext,
  registry: ModelRegistry | undefined,
  timeoutMs = 5_000
): Promise<void> {
  if (!registry) return;
  const late = new AbortController();
  const asked = registry.identity().then(
    () => undefined,
    (error: unknown) => error
  );
  const expired = delay(timeoutMs, new Error(`no answer within ${timeoutMs / 1_000} s`), { signal: late.signal });
  const trouble = await Promise.race([asked, expired.catch(() => undefined)]);
  late.abort();
  if (trouble === undefined) return;
  if (isRetrainError(trouble, 'RegistryError') && trouble.permanent) {
    await registry.close();
    throw trouble;
  }
  const why = trouble instanceof Error ? trouble.message : 'it failed without a reason';
  context.note(
    `The registry does not answer: ${why.replace(/[.?!]+$/, '')}. The worker starts all the same; retrains wait until it does.`
  );
}
