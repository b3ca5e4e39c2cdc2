import { BackPressureError } from '../../terms/errors.ts';
import type { Backlog } from './sender.ts';

/** Events in one run beyond which nothing is sent: the server refuses signal number 10,001. */
const maxHistoryLength = 9_000;

/**
 * Other publishers send too, unknown to this one: a publisher uses this share of the room it was given, then asks
 * again. A hundred that were given the same room at once stay within what the server accepts.
 */
const shareOfRoom = 1 / 64;

/**
 * A publisher that gets no answer sends this share of the bytes, then waits: others may get none either. Over a day it
 * regains the same share, so that it goes on, slowly, where nobody will ever answer it.
 */
const shareWhenBlind = 1 / 8;
const regainMs = 24 * 3_600_000;

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
  private readonly now: () => number;
  /** Batches and bytes that may go before the next probe. */
  private batchesLeft = 0;
  private bytesLeft = 0;
  /** Bytes that may go without an answer, as of a time; what was sent so since the last answer. */
  private blind: { left: number; at: number };
  private sentBlindly = 0;
  private isBlind = false;
  private wasFull = false;
  /** The waiting task as first seen, and the length of the history then: everything after it is unprocessed. */
  private waiting: Backlog | undefined;

  constructor(options: GateOptions, now: () => number = Date.now) {
    this.options = options;
    this.now = now;
    this.blind = { left: this.blindBytes, at: now() };
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
    this.isBlind = backlog === undefined;
    if (backlog === undefined) return this.trust(model, bytes);
    this.blind = { left: this.blindBytes, at: this.now() };
    this.sentBlindly = 0;
    this.wasFull = true;
    this.check(model, bytes, backlog);
    this.wasFull = false;
    this.allow(backlog);
  }

  /** Counts every attempt: an unconfirmed one may have arrived. */
  sent(bytes: number): void {
    if (this.isBlind) {
      this.blind.left -= bytes;
      this.sentBlindly += bytes;
    }
    this.bytesLeft -= bytes;
    this.batchesLeft -= 1;
  }

  // --- internal ---

  private check(model: string, bytes: number, known: Backlog): void {
    const { historyLength, historyBytes, waitingTask } = known;
    const { maxBacklog, maxHistoryBytes } = this.options;
    const isSame = waitingTask !== null && waitingTask === this.waiting?.waitingTask;
    if (!isSame || historyLength < (this.waiting?.historyLength ?? 0)) this.waiting = known;
    const unprocessed = isSame ? historyLength - (this.waiting?.historyLength ?? historyLength) : 0;
    const isFull = historyBytes + bytes > maxHistoryBytes;
    if (unprocessed < maxBacklog && historyLength < maxHistoryLength && !isFull) return;
    this.close();
    const size = `${historyLength} events and ${mebibytes(historyBytes)} in its history`;
    throw new BackPressureError(
      `The monitor of \`${model}\` is not being processed: ${size}, at least ${unprocessed} of them unprocessed; sending waits until a worker polls its task queue`
    );
  }

  /** Without an answer, sends little: nobody knows how much is waiting, or how many others send. */
  private trust(model: string, bytes: number): void {
    const at = this.now();
    const regained = (Math.max(0, at - this.blind.at) / regainMs) * this.blindBytes;
    this.blind = { left: Math.min(this.blindBytes, this.blind.left + regained), at };
    // A batch that is larger than all of it goes when nothing of it is used.
    if (!this.wasFull && (bytes <= this.blind.left || this.blind.left === this.blindBytes)) return;
    throw new BackPressureError(
      `The backlog of the monitor of \`${model}\` cannot be read, and ${mebibytes(this.sentBlindly)} have been sent since the last answer; sending waits, and goes on when the monitor answers, or slowly: check that this client may describe or query workflow \`monitor/${model}\``
    );
  }

  private get blindBytes(): number {
    return this.options.maxHistoryBytes * shareWhenBlind;
  }

  private allow({ historyLength, historyBytes }: Backlog): void {
    const { probeEvery, maxHistoryBytes } = this.options;
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
