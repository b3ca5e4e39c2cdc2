import { setTimeout as sleep } from 'node:timers/promises';
import { NoWorkerError, ServerUnavailableError } from '../../terms/errors.ts';
import { grpcCode, grpcCodes } from '../../server/grpc-status.ts';
import { unlessAborted } from './until-aborted.ts';

export interface PatienceOptions {
  /** Ends the waiting. */
  signal: AbortSignal;
  /** Shown to whoever waits. */
  tell: (text: string) => void;
  /** Between two questions of which the first came to nothing. @default 1000 */
  everyMs?: number;
}

/**
 * Waits for a monitor whose worker or server is away for a while, and says so once. An outage is over once all that is
 * asked in one look was answered: a monitor may answer before its retrain does.
 */
export class Patience {
  private readonly options: PatienceOptions;
  private isTold = false;
  private isMissing = false;
  private failed: Error | undefined;

  constructor(options: PatienceOptions) {
    this.options = options;
  }

  /** Why nobody answers, where that is so just now. */
  get trouble(): Error | undefined {
    return this.failed;
  }

  /** For `onWait` of a client, which would say the same of every question. */
  readonly tellOnce = (text: string): void => {
    if (this.isTold) return;
    this.isTold = true;
    this.options.tell(text);
  };

  /** @returns `undefined` once the waiting has ended without an answer */
  async answer<T extends object>(ask: () => Promise<T>): Promise<T | undefined> {
    const { signal, everyMs = 1_000 } = this.options;
    this.isMissing = false;
    while (!signal.aborted)
      try {
        const answer = await unlessAborted(signal, ask());
        if (answer !== undefined) this.failed = undefined;
        return answer;
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.failed = error;
        this.tellOnce(`${error.message}. Still waiting`);
        await sleep(everyMs, undefined, { signal }).catch(() => undefined);
      }
    return undefined;
  }

  /** Asks once for what is an addition: `undefined` without an answer, and then the outage goes on. */
  async addition<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      this.isMissing ||= isPassing(error);
      return undefined;
    }
  }

  /** Called once all of a look was asked. */
  hasLooked(): void {
    if (this.isMissing || this.options.signal.aborted) return;
    if (this.isTold) this.options.tell('The monitor answers again');
    this.isTold = false;
  }
}

// --- internal ---

/** Whether somebody may answer later, without anybody changing what is asked or who asks. */
function isPassing(error: unknown): error is Error {
  if (error instanceof NoWorkerError) return true;
  const code = grpcCode(error);
  return error instanceof ServerUnavailableError && code !== undefined && passing.has(code);
}

const passing: ReadonlySet<number> = new Set([
  grpcCodes.cancelled,
  grpcCodes.deadlineExceeded,
  grpcCodes.resourceExhausted,
  // Where a worker fails at the tasks of the monitor: it may be one that is being replaced.
  grpcCodes.failedPrecondition,
  grpcCodes.unavailable,
]);
