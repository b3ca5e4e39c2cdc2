import { numbered } from '../../../terms/numbered.ts';
import type { MonitorClient } from '../../../client/monitor-client.ts';
import type { MonitorHandle } from '../../../client/monitor-handle.ts';
import type { Counts } from '../../../core/state-parts/counts.ts';
import { InvalidMetricError, MonitorNotFoundError } from '../../../terms/errors.ts';
import {
  newestTimesOf,
  versionsHeardOf,
  screenSample,
  type Screened,
  type ScreenWords,
} from '../../../samples/sample-screen.ts';
import type { ReadSample } from '../../../samples/read-samples.ts';
import { sayUnit, unitFlag } from '../time-unit.ts';
import type { TimeUnit } from '../../../rows/time.ts';
import { yearsBehind } from '../../../terms/event-time.ts';
import { formatDuration, timeText } from '../../../terms/time-text.ts';
import { aborted, unlessAborted } from '../../wait/until-aborted.ts';
import { notCounted, type NotCounted, type SendReport } from './send-report.ts';
import { OldHistory, type Before } from './old-history.ts';
import { Undelivered } from './undelivered.ts';

export interface SendingOptions {
  model: string;
  ignoreUnknown: boolean;
  /** Where rows come from that count again when they are sent again without a key; `undefined`: nobody is told. */
  from?: 'file' | 'pipe' | undefined;
  /** There is one sample, and it is that of the flags: no line is named. */
  isOfFlags?: boolean;
  /** Of times that are numbers, where it was said. @default not said */
  timeUnit?: TimeUnit | undefined;
  /** Sends implausible values too: an accuracy of 93, a time in seconds. */
  force?: boolean;
  /** Ends the reading; accepted observations are still delivered if the server takes them at once. */
  signal: AbortSignal;
  /** How long that may take. @default 500 */
  graceMs?: number;
  /** After so long without a delivery it says so. @default 3000 */
  patienceMs?: number;
}

/** What the monitor says before the first sample. */
interface Known extends Before {
  metrics: string[];
  versions: string[];
  counts: Counts;
}

/** What is done with every line. */
interface Taking {
  before: Known | undefined;
  undelivered: Undelivered;
  note: (line: string) => void;
}

/** Brings samples to a monitor as fast as it takes them, and no faster. */
export class MetricSending {
  private readonly options: SendingOptions;
  private readonly failed: Promise<never>;
  private reject: (error: Error) => void = () => undefined;
  private readonly report: SendReport;
  private readonly warned = new Set<string>();
  private readonly told = new Set<string>();
  private readonly history = new OldHistory();
  private alike = 0;
  /** Rows that count again in a file that differs from this one. */
  private unlisted = 0;
  /** The newest that was refused. */
  private refusedLine = -1;
  /** Rows that count again wherever they are sent. */
  private unkeyed = 0;

  constructor(options: SendingOptions) {
    this.options = options;
    this.failed = new Promise((_, reject) => (this.reject = reject));
    this.failed.catch(() => undefined);
    this.report = {
      model: options.model,
      accepted: 0,
      sent: 0,
      duplicates: null,
      ignored: 0,
      odd: 0,
      rejected: 0,
      faults: [],
      notCounted: null,
      outOfOrder: null,
      gone: null,
    };
  }

  /** Deliveries keep failing: ends the run with that error. */
  fail(error: Error): void {
    this.reject(error);
  }

  /** Of the file that this one corrects. */
  tellGone(count: number): void {
    this.report.gone = count;
  }

  /** @param note called for each bad line as it is read, but once for what is wrong with many */
  async run(
    client: MonitorClient,
    samples: AsyncIterable<ReadSample>,
    note: (line: string) => void
  ): Promise<SendReport> {
    const { model, signal, patienceMs = 3_000 } = this.options;
    const handle = client.monitor(model);
    const undelivered = new Undelivered({ delivered: () => client.totals().delivered, note, patienceMs });
    const unwatch = undelivered.watch();
    let isWhole = false;
    try {
      const before = await unlessAborted(signal, this.look(handle, note));
      isWhole = await this.takeAll(handle, samples, { before, undelivered, note });
      if (this.alike > 0) note(`${numbered(this.alike, 'more line')} with a fault that is told above`);
      if (isWhole) this.tellUnkeyed(note);
      this.tellOfCorrecting(note);
      await this.inTime(handle.flush());
      if (before) await this.inTime(this.compare(handle, before.counts, note));
      return this.report;
    } finally {
      unwatch();
      this.report.sent = Math.min(client.totals().delivered, this.report.accepted);
      const left = undelivered.text(isWhole);
      if (left !== undefined) note(left);
    }
  }

  // --- internal ---

  /** @returns whether that was all of it */
  private async takeAll(handle: MonitorHandle, samples: AsyncIterable<ReadSample>, to: Taking): Promise<boolean> {
    const { signal } = this.options;
    const iterator = samples[Symbol.asyncIterator]();
    for (;;) {
      const next = await unlessAborted(signal, Promise.race([iterator.next(), this.failed]));
      if (next === undefined || next.done) return next !== undefined;
      await unlessAborted(signal, this.take(handle, next.value, to));
    }
  }

  /** What takes longer after Ctrl-C is abandoned, and everything once deliveries keep failing. */
  private async inTime(work: Promise<void>): Promise<void> {
    const { signal, graceMs = 500 } = this.options;
    const late = aborted(signal).then(() => new Promise<void>((resolve) => void setTimeout(resolve, graceMs)));
    await Promise.race([work, this.failed, late]);
  }

  /** A monitor without a worker still accepts metrics: then names are not checked. */
  private async look(handle: MonitorHandle, note: (line: string) => void): Promise<Known | undefined> {
    try {
      const [{ policy }, view] = await Promise.all([handle.config(), handle.state()]);
      const metrics = policy.metrics.map(({ name }) => name);
      const { counts, phase } = view;
      return { metrics, versions: versionsHeardOf(view), newest: newestTimesOf(view), counts, phase };
    } catch (error) {
      if (error instanceof MonitorNotFoundError) throw error;
      note(`names of metrics and versions are not checked: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async take(
    handle: MonitorHandle,
    read: ReadSample,
    { before: known, undelivered, note }: Taking
  ): Promise<void> {
    const { ignoreUnknown, force, timeUnit: unit } = this.options;
    const screened: Screened | { fault: string } =
      'fault' in read
        ? read
        : screenSample(read.sample, {
            metrics: known?.metrics,
            versions: known?.versions,
            newest: known?.newest,
            ignoreUnknown,
            force,
            unit,
            words,
          });
    if ('fault' in screened) return this.refuse(read.line, screened.fault, note);
    const { sample, ignored, doubts } = screened;
    this.report.ignored += ignored;
    const count = Object.keys(sample.values).length;
    if (count === 0) return;
    this.warn(read.line, doubts, note);
    if (doubts.length === 0 && sample.options.at !== undefined)
      this.tellFar(read.line, Number(sample.options.at), note);
    if (!this.options.isOfFlags) this.history.see(sample.options.at, known, note, `line ${read.line}: `);
    undelivered.take(read.line, count, sample.options.key !== undefined);
    try {
      await Promise.race([handle.recordAsync(sample.values, { ...sample.options, oddTime: true }), this.failed]);
      this.report.accepted += count;
      if (typeof sample.options.key !== 'string') this.unlisted += 1;
      if (sample.options.key === undefined) this.unkeyed += 1;
    } catch (error) {
      if (!(error instanceof InvalidMetricError)) throw error;
      undelivered.giveBack(count);
      this.refuse(read.line, error.message, note);
    }
  }

  /** What is implausible and sent all the same, as asked: always with a note, once a metric. */
  private warn(line: number, doubts: readonly (readonly [string, string])[], note: (line: string) => void): void {
    this.report.odd += doubts.length;
    for (const [name, text] of doubts) {
      if (this.warned.has(name)) continue;
      this.warned.add(name);
      note(`${this.placeOf(line)}${text}; sent anyway`);
    }
  }

  /**
   * Clocks differ by a little; more than that is a wrong clock or time zone, and moves what is seen as the newest. What
   * is decades old may be a history, or a mistyped year.
   */
  private tellFar(line: number, at: number, note: (line: string) => void): void {
    const now = Date.now();
    const years = yearsBehind(at, now);
    const isAhead = at - now >= tellsAheadMs;
    const how = isAhead ? 'ahead' : 'behind';
    if ((!isAhead && years === undefined) || this.warned.has(how)) return;
    this.warned.add(how);
    const far = isAhead
      ? `${formatDuration(Math.floor((at - now) / 60_000) * 60_000)} ahead of`
      : `${years} years behind`;
    const check = isAhead
      ? 'clock and time zone (a time without a zone is UTC)'
      : 'the year, and --time-unit of a number';
    note(`${this.placeOf(line)}time ${timeText(at)} is ${far} the clock here, and counts all the same; check ${check}`);
  }

  private placeOf(line: number): string {
    return this.options.isOfFlags ? '' : `line ${line}: `;
  }

  private refuse(line: number, message: string, note: (line: string) => void): void {
    // Of a row of which one value was corrected there are two parts.
    if (line !== this.refusedLine) this.report.rejected += 1;
    this.refusedLine = line;
    if (this.report.faults.length < maxFaults) this.report.faults.push({ line, message });
    if (this.told.has(message)) return void (this.alike += 1);
    if (this.told.size >= maxFaults) return;
    this.told.add(message);
    note(`${this.placeOf(line)}${message}`);
    if (this.told.size === maxFaults) note('further faults are only counted');
  }

  /** Nothing tells such rows apart from themselves, should they be sent again. */
  private tellUnkeyed(note: (line: string) => void): void {
    const { from } = this.options;
    if (from === undefined || this.unkeyed === 0) return;
    const lacks = from === 'file' ? 'neither a time nor a key' : 'no key and came by standard input';
    note(`${numbered(this.unkeyed, 'row')} had ${lacks}: sent again, such rows count again`);
  }

  /** Who corrects a line sends all of the file again, unless told. */
  private tellOfCorrecting(note: (line: string) => void): void {
    const { rejected } = this.report;
    if (rejected === 0 || this.unlisted === 0) return;
    const lines = rejected === 1 ? 'the corrected line' : `the ${rejected} corrected lines`;
    const them =
      this.unlisted === 1 ? 'the row that was taken counts' : `the ${this.unlisted} rows that were taken count`;
    const beside = this.options.from === 'file' ? ', unless you keep this one and name it with --corrects' : '';
    note(`send ${lines} alone, in a file or command of its own: in a file that was corrected ${them} again${beside}`);
  }

  /** All has arrived by then: without an answer the command has not failed. */
  private async compare(handle: MonitorHandle, before: Counts, note: (line: string) => void): Promise<void> {
    const view = await handle
      .state()
      .catch((error: Error) => note(`what the monitor counts of it is not known: ${error.message}`));
    if (!view) return;
    const { counts } = view;
    this.report.duplicates = counts.duplicates - before.duplicates;
    const entries = notCounted.map((name) => [name, counts[name] - before[name]] as const);
    this.report.notCounted = Object.fromEntries(entries) as Record<NotCounted, number>;
    // Others may send meanwhile. Of what this run sent, no more can have counted late than counted at all.
    const uncounted = entries.reduce((sum, [, count]) => sum + count, 0);
    const late = counts.outOfOrder - before.outOfOrder;
    this.report.outOfOrder = Math.max(0, Math.min(late, this.report.accepted - uncounted));
  }
}

// --- internal ---

const maxFaults = 20;

/** Below that the clocks of two machines may differ. */
const tellsAheadMs = 5 * 60_000;

const words: ScreenWords = {
  ignoreUnknown: '--ignore-unknown',
  force: '--force',
  timeUnit: '--time-unit',
  sayUnit,
  unit: unitFlag,
};
