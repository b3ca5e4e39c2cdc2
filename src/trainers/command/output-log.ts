import type { JobContext, Progress } from '../trainer.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { LineSplitter } from './line-splitter.ts';
import { progressOfLine } from './progress-line.ts';

/**
 * Turns what a program prints into log entries and heartbeats, at a rate and in an amount that nothing it prints can
 * exceed: lines over the rate are counted instead of logged, and of progress that comes too fast only the newest is
 * told.
 */
export class OutputLog {
  private readonly context: JobContext;
  private readonly tail: string[] = [];
  private leftOut = 0;
  private loggedInWindow = 0;
  private windowStartedAt = 0;
  private progress: Progress | undefined;
  private told = true;
  private readonly timer: NodeJS.Timeout;
  /** The first progress is reported at once, however soon it comes. */
  private lastProgressAt = -Infinity;
  private lastBeatAt = performance.now();
  /** When the program last printed anything; `performance.now()`. */
  lastOutputAt = performance.now();

  constructor(context: JobContext, heartbeatMs: number) {
    this.context = context;
    this.timer = setInterval(
      () => {
        if (!this.told || performance.now() - this.lastBeatAt >= heartbeatMs) this.beat();
      },
      Math.min(progressEveryMs, heartbeatMs)
    );
  }

  /** A consumer for one stream of the program. */
  stream(name: 'stdout' | 'stderr'): LineSplitter {
    return new LineSplitter(longestLine, (line) => this.line(name, line));
  }

  /** The latest lines, for an error message: cut, with control characters shown. */
  lastLines(): string {
    return this.shownTail().join('\n');
  }

  close(): void {
    clearInterval(this.timer);
    if (!this.told) this.beat();
    this.reportLeftOut();
  }

  private line(stream: string, line: string): void {
    const progress = stream === 'stdout' ? progressOfLine(line) : undefined;
    if (progress) {
      // A checkpoint stays the place to resume until there is a newer one.
      const checkpoint = progress.checkpoint ?? this.progress?.checkpoint ?? this.context.lastProgress?.checkpoint;
      this.progress = { ...progress, ...(checkpoint === undefined ? {} : { checkpoint }) };
      this.told = false;
      if (performance.now() - this.lastProgressAt >= progressEveryMs) this.beat();
      return;
    }
    if (line === '') return;
    this.tail.push(line);
    if (this.tail.length > tailLines) this.tail.shift();
    this.log(stream, line);
  }

  private log(stream: string, line: string): void {
    const now = performance.now();
    if (now - this.windowStartedAt >= 1000) {
      this.reportLeftOut();
      this.windowStartedAt = now;
      this.loggedInWindow = 0;
    }
    this.loggedInWindow += 1;
    if (this.loggedInWindow > linesPerSecond) this.leftOut += 1;
    else this.context.log(line, { stream });
  }

  private reportLeftOut(): void {
    if (this.leftOut > 0) this.context.log(`${this.leftOut} lines of output left out`);
    this.leftOut = 0;
  }

  private beat(): void {
    this.told = true;
    this.lastBeatAt = performance.now();
    if (this.progress) this.lastProgressAt = this.lastBeatAt;
    const checkpoint = this.context.lastProgress?.checkpoint;
    const started = {
      fraction: 0,
      message: 'the program is running',
      ...(checkpoint === undefined ? {} : { checkpoint }),
    };
    const log = this.tail.length > 0 ? { log: this.shownTail() } : {};
    this.context.heartbeat({ ...(this.progress ?? started), ...log });
  }

  /** Made safe when they are asked for: most lines of a program that prints many are never shown. */
  private shownTail(): string[] {
    return this.tail.map((line) => excerpt(line, longestTailLine));
  }
}

// --- internal ---

const longestLine = 8192;
const linesPerSecond = 50;
const progressEveryMs = 50;
const tailLines = 10;
const longestTailLine = 300;
