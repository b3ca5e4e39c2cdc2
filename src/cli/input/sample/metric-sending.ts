import { numbered } from '../../../terms/numbered.ts';
import type { MonitorClient } from '../../../client/monitor-client.ts';
import type { MonitorHandle } from '../../../client/monitor-handle.ts';
import type { Counts } from '../../../core/state-parts/counts.ts';
import {
  InvalidMetricError,
  MonitorNotFoundError,
  NoWorkerError,
  ServerUnavailableError,
} from '../../../terms/errors.ts';
import { newestTimesOf, versionsHeardOf, screenSample, type Screened } from '../../../samples/sample-screen.ts';
import type { ReadSample } from '../../../samples/read-samples.ts';
import { flagWords } from '../time-unit.ts';
import type { TimeUnit } from '../../../rows/time.ts';
import { aborted, unlessAborted } from '../../wait/until-aborted.ts';
import { notCounted, type NotCounted, type SendReport } from './send-report.ts';
import { farFromNow, OldHistory, type Before } from './old-history.ts';
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
  /** Whether it was told why a question has no answer, while it was waited for. @default it was not */
  wait?: { isTold: boolean };
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
    let tellLeft = note;
    try {
      const before = await unlessAborted(signal, this.look(handle, note));
      isWhole = await this.takeAll(handle, samples, { before, undelivered, note });
      if (this.alike > 0) note(`${numbered(this.alike, 'more line')} with a fault that is told above`);
      await this.inTime(handle.flush()).catch((error: unknown) => {
        this.tellOfCorrecting(note);
        throw error;
      });
      // Where it fails, what is to be sent again tells of them.
      if (isWhole) this.tellUnkeyed(note);
      this.tellOfCorrecting(note);
      if (before) await this.inTime(this.compare(handle, before.counts, note));
      return this.report;
    } catch (error) {
      const left = undelivered.text(isWhole);
      if (!(error instanceof ServerUnavailableError) || left === undefined) throw error;
      // One outage is told once, with what it means for what was sent.
      tellLeft = () => undefined;
      throw new ServerUnavailableError(`${error.message}. ${left}`, { cause: error });
    } finally {
      unwatch();
      this.report.sent = Math.min(client.totals().delivered, this.report.accepted);
      const left = undelivered.text(isWhole);
      if (left !== undefined) tellLeft(left);
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
      if (this.options.wait) this.options.wait.isTold = false;
      return { metrics, versions: versionsHeardOf(view), newest: newestTimesOf(view), counts, phase };
    } catch (error) {
      if (error instanceof MonitorNotFoundError) throw error;
      const next = error instanceof NoWorkerError ? '. What is sent waits for it at the server' : '';
      note(`names of metrics and versions are not checked: ${this.whyUnanswered(error as Error)}${next}`);
      return undefined;
    }
  }

  /** Said once: what was told while it was waited for is not told again. */
  private whyUnanswered({ message }: Error): string {
    return this.options.wait?.isTold ? 'the monitor has not answered' : message;
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
            words: flagWords,
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

  private tellFar(line: number, at: number, note: (line: string) => void): void {
    const far = farFromNow(at, Date.now());
    if (far === undefined || this.warned.has(far.how)) return;
    this.warned.add(far.how);
    note(`${this.placeOf(line)}${far.text}`);
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
      .catch((error: Error) => note(`what the monitor counts of it is not known: ${this.whyUnanswered(error)}`));
    if (!view) return;
    const { counts } = view;
    this.report.duplicates = counts.duplicates - before.duplicates;
    const entries = notCounted.map((name) => [name, (counts[name] ?? 0) - (before[name] ?? 0)] as const);
    this.report.notCounted = Object.fromEntries(entries) as Record<NotCounted, number>;
    // Others may send meanwhile. Of what this run sent, no more can have counted late than counted at all.
    const uncounted = entries.reduce((sum, [, count]) => sum + count, 0);
    const late = counts.outOfOrder - before.outOfOrder;
    this.report.outOfOrder = Math.max(0, Math.min(late, this.report.accepted - uncounted));
  }
}

// --- internal ---

const maxFaults = 20;
