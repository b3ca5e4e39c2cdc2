import { BackPressureError } from '../../terms/errors.ts';
import type { Backlog } from './sender.ts';

/** Events in one run beyond which nothing is sent: the server refuses signal number 10,001. */
const maxHistoryLength = 9_000;

/**
 * Other publishers send too, unknown to this one: a publisher uses this share of the room it was given, then asks
 * again. A hundred that were given the same room at once stay within what the server accepts.
 */
const shareOfRoom = 1 / 64;

export interface GateOptions {
  /** Most batches between two probes. */
  probeEvery: number;
  /** Unprocessed events. */
  maxBacklog: number;
  /** Bytes of history of one run. */
  maxHistoryBytes: number;
}

/**
 * Holds back while a monitor is not being processed. The server would still accept signals, until the worker that
 * finally comes cannot process them all, or until the run's history is so large that the server ends it and everything
 * waiting in it is lost.
 */
export class BacklogGate {
  private readonly options: GateOptions;
  /** The server's last answer, plus what was sent since; nothing is known before the first answer. */
  private known: Backlog = { historyLength: 0, historyBytes: 0, waitingTask: null };
  private bytesSince = 0;
  /** Batches and bytes that may go before the next probe. */
  private batchesLeft = 0;
  private bytesLeft = 0;
  /** The waiting task as first seen, and the length of the history then: everything after it is unprocessed. */
  private waiting: Backlog | undefined;

  constructor(options: GateOptions) {
    this.options = options;
  }

  /**
   * Asks before the first batch, whenever a share of the remaining room is used up, and always while it holds back.
   *
   * @param bytes of the batch that wants to pass
   * @throws BackPressureError while there is too much backlog
   */
  async pass(model: string, bytes: number, probe: () => Promise<Backlog | undefined>): Promise<void> {
    if (this.batchesLeft > 0 && bytes <= this.bytesLeft) return;
    const backlog = await probe();
    if (backlog === undefined) return this.trust(model, bytes);
    this.known = backlog;
    this.bytesSince = 0;
    this.check(model, bytes);
    this.allow();
  }

  /** Counts every attempt: an unconfirmed one may have arrived. */
  sent(bytes: number): void {
    this.bytesSince += bytes;
    this.bytesLeft -= bytes;
    this.batchesLeft -= 1;
  }

  // --- internal ---

  private check(model: string, bytes: number): void {
    const { historyLength, historyBytes, waitingTask } = this.known;
    const { maxBacklog, maxHistoryBytes } = this.options;
    const isSame = waitingTask !== null && waitingTask === this.waiting?.waitingTask;
    if (!isSame || historyLength < (this.waiting?.historyLength ?? 0)) this.waiting = this.known;
    const unprocessed = isSame ? historyLength - (this.waiting?.historyLength ?? historyLength) : 0;
    const isFull = historyBytes + bytes > maxHistoryBytes;
    if (unprocessed < maxBacklog && historyLength < maxHistoryLength && !isFull) return;
    this.close();
    const size = `${historyLength} events and ${mebibytes(historyBytes)} in its history`;
    throw new BackPressureError(
      `The monitor of \`${model}\` is not being processed: ${size}, at least ${unprocessed} of them unprocessed; sending is held back until a worker polls its task queue`
    );
  }

  /** Without an answer, estimates the backlog from what this publisher has sent itself. */
  private trust(model: string, bytes: number): void {
    const estimate = this.known.historyBytes + this.bytesSince + bytes;
    if (estimate <= this.options.maxHistoryBytes) return;
    throw new BackPressureError(
      `The backlog of the monitor of \`${model}\` cannot be read, and ${mebibytes(this.bytesSince)} have been sent since the last answer; sending is held back: check that this client may describe workflow \`monitor/${model}\``
    );
  }

  private allow(): void {
    const { probeEvery, maxHistoryBytes } = this.options;
    const { historyLength, historyBytes } = this.known;
    this.batchesLeft = Math.max(1, Math.min(probeEvery, Math.floor((maxHistoryLength - historyLength) * shareOfRoom)));
    // A batch that has passed may go, whatever its size; then it asks again.
    this.bytesLeft = (maxHistoryBytes - historyBytes) * shareOfRoom;
  }

  private close(): void {
    this.batchesLeft = 0;
    this.bytesLeft = 0;
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
