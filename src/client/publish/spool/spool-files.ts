import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolderSync } from '../../../folders/make-folder.ts';
import { checkedLine, readLines } from './checked-line.ts';
import type { ResolvedSpoolOptions } from './spool-options.ts';

/**
 * The files of one monitor in a spool: numbered, appended to, and removed whole once everything in them is confirmed.
 * Existing records are never overwritten.
 */
export class SpoolFiles {
  private readonly directory: string;
  private readonly fsync: ResolvedSpoolOptions['fsync'];
  /** Oldest first. `upTo`: what must be confirmed before it may go; the newest one is open and has none. */
  private files: { path: string; bytes: number; upTo?: number }[] = [];
  private newest = 0;
  private open: number | undefined;
  private isDirty = false;

  constructor(directory: string, fsync: ResolvedSpoolOptions['fsync']) {
    this.directory = directory;
    this.fsync = fsync;
    makeFolderSync(directory);
  }

  /** Everything that earlier processes left. Call it once, before the first file is begun. */
  read(): { records: unknown[]; damaged: number } {
    const numbers = readdirSync(this.directory).flatMap((name) =>
      namePattern.test(name) ? [Number.parseInt(name)] : []
    );
    const records: unknown[] = [];
    let damaged = 0;
    for (const number of numbers.sort((a, b) => a - b)) {
      const path = this.pathOf(number);
      const bytes = readFileSync(path);
      const read = readLines(bytes);
      records.push(...read.records);
      // A process that is killed while it writes leaves a torn end: that observation was not accepted.
      damaged += read.damaged;
      this.files.push({ path, bytes: bytes.length });
      this.newest = number;
    }
    return { records, damaged };
  }

  get bytes(): number {
    return this.files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Bytes of the file that is appended to. */
  get newestBytes(): number {
    return this.files.at(-1)?.bytes ?? 0;
  }

  /** Goes on in a new file. @param upTo with which number confirmed all files before it may go */
  begin(header: unknown, upTo: number): void {
    const path = this.pathOf(this.newest + 1);
    // If the new file cannot be made, the old one stays in use.
    const next = openSync(path, 'w');
    this.endFile();
    for (const file of this.files) file.upTo ??= upTo;
    this.newest += 1;
    this.open = next;
    this.files.push({ path, bytes: 0 });
    this.append(header);
    if (this.fsync !== 'never') this.syncDirectory();
  }

  /**
   * Appends a record, which then outlives this process. If it cannot be written, no part of it is left behind.
   *
   * @param isKept for a caller that must wait until the record is also safe from power cuts, if the options ask for
   * that
   */
  append(record: unknown, isKept = false): void {
    const file = this.files.at(-1);
    if (this.open === undefined || !file) throw new Error('the spool is closed');
    const line = Buffer.from(checkedLine(record));
    // At a fixed position: it overwrites what a failed write may have left there.
    for (let done = 0; done < line.length;)
      done += writeSync(this.open, line, done, line.length - done, file.bytes + done);
    file.bytes += line.length;
    this.isDirty = true;
    if (isKept && this.fsync === 'always') this.sync();
  }

  /** Removes the files whose observations are all confirmed. */
  release(confirmed: number): void {
    this.files = this.files.filter(({ path, upTo }) => {
      if (upTo === undefined || upTo > confirmed) return true;
      rmSync(path, { force: true });
      return false;
    });
  }

  /** Flushes what was written to the disk. */
  sync(): void {
    if (this.open === undefined || !this.isDirty) return;
    fdatasyncSync(this.open);
    this.isDirty = false;
  }

  close(): void {
    this.endFile();
  }

  // --- internal ---

  private pathOf(number: number): string {
    return join(this.directory, `${String(number).padStart(8, '0')}.spool`);
  }

  private endFile(): void {
    if (this.open === undefined) return;
    if (this.fsync !== 'never') this.sync();
    closeSync(this.open);
    this.open = undefined;
  }

  /** A file's name is stored in its folder, which needs its own sync. Not every system supports that. */
  private syncDirectory(): void {
    try {
      const folder = openSync(this.directory, 'r');
      fsyncSync(folder);
      closeSync(folder);
    } catch {
      // Windows cannot open folders.
    }
  }
}

const namePattern = /^\d{8,}\.spool$/;
