import { isRetrainError } from '../../terms/errors.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';

/**
 * Waits until the Temporal server has what was taken, for a while.
 *
 * @returns why it has not, or `undefined`
 * @throws MonitorNotFoundError when there is nobody any more to take it
 */
export async function confirmed(handle: Pick<MonitorHandle, 'flush'>, waitMs: number): Promise<string | undefined> {
  const flushed = handle.flush().then(
    () => undefined,
    (error: Error) => error
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, waitMs, `the Temporal server has not confirmed them within ${waitMs} ms`);
  });
  const outcome = await Promise.race([flushed, late]).finally(() => clearTimeout(timer));
  if (!(outcome instanceof Error)) return outcome;
  if (isRetrainError(outcome, 'MonitorNotFoundError')) throw outcome;
  return outcome.message;
}
