import { SpoolError } from '../../../terms/errors.ts';
import { leftOver, spooled, type LeftOver, type Sender, type SpoolRecord } from './left-over.ts';
import { SpoolFiles } from './spool-files.ts';
import type { Observation } from '../observation.ts';
import type { ResolvedSpoolOptions } from './spool-options.ts';

/**
 * One monitor's queue on disk: what was accepted, the batches it was cut into, and what was confirmed. The next process
 * sends what is left in the same batches and under the same numbers, so that the monitor recognises what it already
 * has.
 */
export class MonitorSpool {
  /** What was there when the spool was opened. */
  readonly left: LeftOver;
  /** Lines that could not be read, and are lost. */
  readonly damaged: number;
  private readonly files: SpoolFiles;
  private readonly maxBytes: number;
  private next: number;
  private confirmed: number;
  private seq: number;
  /** Numbers of what was left and is in no batch; after these come those from `uncut`. */
  private leftNumbers: number[];
  private uncut: number;

  /** @throws SpoolError when the folder cannot be read or written */
  constructor(directory: string, { fsync, maxBytes }: ResolvedSpoolOptions) {
    this.maxBytes = maxBytes;
    this.files = new SpoolFiles(directory, fsync);
    const { records, damaged } = this.files.read();
    this.damaged = damaged;
    this.left = leftOver(records);
    this.next = this.left.next;
    this.uncut = this.next;
    this.confirmed = this.left.batches.length + this.left.observations.length === 0 ? this.next : this.left.confirmed;
    this.seq = this.left.seq;
    this.leftNumbers = this.left.observations.map(({ number }) => number);
    this.beginFile();
  }

  get bytes(): number {
    return this.files.bytes;
  }

  get isFull(): boolean {
    return this.files.bytes >= this.maxBytes;
  }

  /** Keeps observations. @throws SpoolError when they cannot be written; none of them is kept then */
  accept(observations: readonly Observation[]): void {
    this.write(['o', this.next, observations.map(spooled)], true);
    this.next += observations.length;
    if (this.files.newestBytes > this.fileBytes) this.endFile();
  }

  /**
   * Fixes the oldest `length` observations as a batch, before it is sent for the first time. Returns the number to
   * confirm it with.
   *
   * @throws SpoolError when that cannot be written: the batch must not be sent then
   */
  cut(sender: Sender, seq: number, length: number): number {
    const fromLeft = Math.min(length, this.leftNumbers.length);
    const isOfLeft = fromLeft === length;
    const from = this.leftNumbers[0] ?? this.uncut;
    const upTo = isOfLeft ? this.leftNumbers[length - 1]! + 1 : this.uncut + length - fromLeft;
    this.write(['c', from, upTo, sender.source, sender.incarnation ?? null, seq], true);
    this.leftNumbers = this.leftNumbers.slice(fromLeft);
    if (!isOfLeft) this.uncut = upTo;
    this.seq = seq;
    return upTo;
  }

  /** A server has every observation before that number. Failing is harmless: the monitor recognises what is resent. */
  confirm(upTo: number): void {
    try {
      this.confirmed = upTo;
      this.files.append(['a', upTo] satisfies SpoolRecord);
      this.files.release(upTo);
    } catch {
      // The next confirmation covers this one.
    }
    const isDone = upTo >= this.next;
    if (this.files.newestBytes > (isDone ? idleBytes : this.fileBytes)) this.endFile();
  }

  /** Flushes what was written to the disk. */
  sync(): void {
    this.files.sync();
  }

  close(): void {
    this.files.close();
  }

  // --- internal ---

  /** A file ends at this size, so that its disk space is freed once everything in it is confirmed. */
  private get fileBytes(): number {
    return Math.min(4 * 1024 * 1024, this.maxBytes / 4);
  }

  private endFile(): void {
    try {
      this.beginFile();
    } catch {
      // The old file is used a little longer, or the next record reports what is wrong.
    }
  }

  private beginFile(): void {
    try {
      this.files.begin(['h', 1, this.next, this.confirmed, this.seq] satisfies SpoolRecord, this.next);
      this.files.release(this.confirmed);
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  private write(record: SpoolRecord, isKept: boolean): void {
    try {
      this.files.append(record, isKept);
    } catch (cause) {
      throw unwritable(cause);
    }
  }
}

// --- internal ---

/** When nothing waits, a file does not need to grow as large. */
const idleBytes = 256 * 1024;

function unwritable(cause: unknown): SpoolError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SpoolError(
    `The spool could not be written: ${why}; check that its disk has room and its folder is writable`,
    {
      cause,
    }
  );
}
