import { isGrpcServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { eventually, inTime } from '../../support/eventually.ts';

/** Something that is waited for. */
export interface Wait {
  readonly what: string;
  readonly since: number;
  /** What was seen last in the place of what is wanted. */
  seen: string;
}

/**
 * How long a test waits. Whatever it asks and waits for ends well before the test does, with an error that says what that
 * was: a runner that ends a test for its time knows nothing of it.
 */
export class Patience {
  private readonly mostMs: number;
  private readonly endsAt: number;
  private readonly waits = new Set<Wait>();
  private readonly whenGivenUp: Promise<never>;
  private refuse: (error: Error) => void = () => undefined;

  /**
   * @param testMs   what the runner gives the test
   * @param toTellMs what is left of that to tell what was found
   */
  constructor(testMs: number, toTellMs = 150_000) {
    this.mostMs = testMs / 2;
    this.endsAt = Date.now() + testMs - toTellMs;
    this.whenGivenUp = new Promise((_, reject) => (this.refuse = reject));
    this.whenGivenUp.catch(() => undefined);
  }

  /** What is waited for now, the longest first. */
  get underWay(): string[] {
    return [...this.waits].map((wait) => this.tellOf(wait));
  }

  /** Nobody waits any longer. */
  giveUp(): void {
    this.refuse(new Error('given up, as something else has failed'));
  }

  /** Whatever `work` does, in time. */
  async within<T>(what: string, work: (wait: Wait) => Promise<T>): Promise<T> {
    const wait: Wait = { what, since: Date.now(), seen: '' };
    this.waits.add(wait);
    const mostMs = Math.max(0, Math.min(this.mostMs, this.endsAt - wait.since));
    try {
      return await inTime(Promise.race([work(wait), this.whenGivenUp]), mostMs, () => this.tellOf(wait));
    } finally {
      this.waits.delete(wait);
    }
  }

  /** Reads until the value is as wanted. */
  async until<T>(
    what: string,
    read: () => Promise<T>,
    wanted: (value: T) => boolean,
    shown: (value: T) => string
  ): Promise<T> {
    return this.within(what, async (wait) => {
      const readOn = async (): Promise<T> => {
        if (!this.waits.has(wait)) throw new Error('too late');
        const value = await read();
        wait.seen = shown(value);
        return value;
      };
      return eventually(readOn, wanted, Number.POSITIVE_INFINITY);
    });
  }

  /**
   * Asks until there is an answer, as a client does whose server is away for a while. What is no trouble with the line is
   * an answer: thrown, or given back.
   *
   * @param ask must be the same request each time
   */
  async persistent<T>(what: string, ask: () => Promise<T>): Promise<T> {
    const attempt = async (): Promise<{ answer: T } | { error: unknown }> => {
      try {
        return { answer: await ask() };
      } catch (error) {
        return { error };
      }
    };
    const isAnswer = (end: object): boolean => 'answer' in end || !('error' in end && isTrouble(end.error));
    const end = await this.until(what, attempt, isAnswer, (seen) => ('error' in seen ? inShort(seen.error) : ''));
    if ('error' in end) throw end.error;
    return end.answer;
  }

  private tellOf({ what, since, seen }: Wait): string {
    const seconds = Math.round((Date.now() - since) / 1_000);
    return `${what}: waited for ${seconds} s${seen === '' ? '' : `, last seen: ${seen}`}`;
  }
}

/** An error in a line, with what is beneath it. */
export function inShort(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
  const text = cause === undefined ? message : `${message}: ${inShort(cause)}`;
  return text.replaceAll(/\s+/g, ' ').slice(0, 500);
}

// --- internal ---

/** Codes of gRPC: cancelled, unknown, deadline exceeded, resource exhausted, failed precondition, aborted, internal, unavailable. */
const troubles = new Set([1, 2, 4, 8, 9, 10, 13, 14]);

function isTrouble(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  const found = error instanceof Error && error.cause !== undefined ? [error, error.cause] : [error];
  return found.some((one) => isGrpcServiceError(one) && troubles.has(one.code));
}
