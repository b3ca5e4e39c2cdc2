import { numbered } from '../../terminal/numbered.ts';
import type { MonitorClient } from '../../../client/monitor-client.ts';
import type { MonitorHandle } from '../../../client/monitor-handle.ts';
import { didYouMean } from '../../../terms/did-you-mean.ts';
import { doubtText, timeDoubt } from '../../../terms/event-time.ts';
import { oddValue } from '../../../terms/metric-kinds.ts';
import type { Counts } from '../../../core/state/counts.ts';
import { InvalidMetricError, MonitorNotFoundError } from '../../../terms/errors.ts';
import type { ReadSample } from './read-samples.ts';
import type { Sample } from './sample.ts';
import { sayUnit } from '../time-unit.ts';
import { aborted } from '../../frame/until-aborted.ts';

/** What became of the metrics. */
export interface SendReport {
  model: string;
  /** Observations taken from the input. */
  accepted: number;
  /** Observations that the server confirmed. */
  sent: number;
  /** Resent batches that the monitor already knew, during this run; `null` if no worker answers. */
  duplicates: number | null;
  /** Values of metrics that the monitor does not watch, left out as asked. */
  ignored: number;
  /** Implausible values and times that were sent as asked: an accuracy of 93, for example. */
  odd: number;
  /** Lines that were not sent. */
  rejected: number;
  /** The faults of the first rejected lines. */
  faults: { line: number; message: string }[];
  /** Observations that the monitor accepted but does not count, by reason; `null` if no worker answers. */
  notCounted: Record<NotCounted, number> | null;
  /** Observations older than some it had seen: counted in order of arrival; `null` if no worker answers. */
  outOfOrder: number | null;
}

export interface SendingOptions {
  model: string;
  ignoreUnknown: boolean;
  /** Sends implausible values too: an accuracy of 93, a time in seconds. */
  force?: boolean;
  /** Ends the reading; accepted observations are still delivered. */
  signal: AbortSignal;
}

/** Brings samples to a monitor as fast as it takes them, and no faster. */
export class MetricSending {
  private readonly options: SendingOptions;
  private readonly failed: Promise<never>;
  private reject: (error: Error) => void = () => undefined;
  private readonly report: SendReport;
  private readonly warned = new Set<string>();

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
    };
  }

  /** Deliveries keep failing: ends the run with that error. */
  fail(error: Error): void {
    this.reject(error);
  }

  /** @param note called for each bad line as it is read */
  async run(
    client: MonitorClient,
    samples: AsyncIterable<ReadSample>,
    note: (line: string) => void
  ): Promise<SendReport> {
    const handle = client.monitor(this.options.model);
    const before = await this.look(handle, note);
    const iterator = samples[Symbol.asyncIterator]();
    const interrupted = aborted(this.options.signal).then(() => ({ done: true as const, value: undefined }));
    for (;;) {
      const next = await Promise.race([iterator.next(), interrupted, this.failed]);
      if (next.done) break;
      await this.take(handle, next.value, before?.metrics, note);
    }
    await Promise.race([handle.flush(), this.failed]);
    this.report.sent = this.report.accepted;
    if (before) await this.compare(handle, before.counts);
    return this.report;
  }

  // --- internal ---

  /** A monitor without a worker still accepts metrics: then names are not checked. */
  private async look(
    handle: MonitorHandle,
    note: (line: string) => void
  ): Promise<{ metrics: string[]; counts: Counts } | undefined> {
    try {
      const [{ policy }, { counts }] = await Promise.all([handle.config(), handle.state()]);
      return { metrics: policy.metrics.map(({ name }) => name), counts };
    } catch (error) {
      if (error instanceof MonitorNotFoundError) throw error;
      note(`metric names are not checked: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async take(
    handle: MonitorHandle,
    read: ReadSample,
    metrics: readonly string[] | undefined,
    note: (line: string) => void
  ): Promise<void> {
    const known = 'sample' in read && metrics ? this.onlyKnown(read.sample, metrics) : read;
    if ('fault' in known) return this.refuse(read.line, known.fault, note);
    const { values, options } = known.sample;
    const count = Object.keys(values).length;
    if (count === 0) return;
    const fault = this.oddFault(read.line, known.sample, note);
    if (fault !== undefined) return this.refuse(read.line, fault, note);
    try {
      await Promise.race([handle.recordAsync(values, { ...options, oddTime: true }), this.failed]);
      this.report.accepted += count;
    } catch (error) {
      if (!(error instanceof InvalidMetricError)) throw error;
      this.refuse(read.line, error.message, note);
    }
  }

  /** One typo in a value or a time spoils an average for days: it is sent only on request, and always with a note. */
  private oddFault(line: number, { values, options }: Sample, note: (line: string) => void): string | undefined {
    const doubt = options.at === undefined ? undefined : timeDoubt(Number(options.at), Date.now());
    const odd = [
      ...(doubt === undefined
        ? []
        : [['at', doubtText(Number(options.at), doubt, sayUnit(doubt === 'in-microseconds' ? 'us' : 's'))] as const]),
      ...Object.entries(values).map(([name, value]) => [name, oddValue(name, value)] as const),
    ].filter((one): one is [string, string] => one[1] !== undefined);
    const [first] = odd;
    if (first === undefined) return undefined;
    if (!this.options.force) return `${first[1]}; --force sends it anyway`;
    this.report.odd += odd.length;
    for (const [name, text] of odd) {
      if (this.warned.has(name)) continue;
      this.warned.add(name);
      note(`line ${line}: ${text}; sent anyway`);
    }
    return undefined;
  }

  private onlyKnown({ values, options }: Sample, metrics: readonly string[]): { sample: Sample } | { fault: string } {
    const unknown = Object.keys(values).filter((name) => !metrics.includes(name));
    const [first] = unknown;
    if (first === undefined) return { sample: { values, options } };
    if (!this.options.ignoreUnknown) {
      const near = didYouMean(first, metrics);
      const next = near === undefined ? 'or use --ignore-unknown' : `did you mean \`${near}\`?`;
      return { fault: `Expected a metric that the monitor watches (${metrics.join(', ')}), got \`${first}\`; ${next}` };
    }
    this.report.ignored += unknown.length;
    const known = Object.entries(values).filter(([name]) => metrics.includes(name));
    return { sample: { values: Object.fromEntries(known), options } };
  }

  private refuse(line: number, message: string, note: (line: string) => void): void {
    this.report.rejected += 1;
    if (this.report.rejected > maxFaults) return;
    this.report.faults.push({ line, message });
    note(`line ${line}: ${message}`);
    if (this.report.rejected === maxFaults) note('further bad lines are only counted');
  }

  private async compare(handle: MonitorHandle, before: Counts): Promise<void> {
    const { counts } = await handle.state();
    this.report.duplicates = counts.duplicates - before.duplicates;
    this.report.outOfOrder = counts.outOfOrder - before.outOfOrder;
    const entries = notCounted.map((name) => [name, counts[name] - before[name]]);
    this.report.notCounted = Object.fromEntries(entries) as Record<NotCounted, number>;
  }
}

/** The report as text; leaves out what did not happen. */
export function formatReport(report: SendReport): string {
  const { model, accepted, sent, duplicates, ignored, rejected, outOfOrder } = report;
  const odd = notCounted
    .map((name) => [report.notCounted?.[name] ?? 0, notCountedText[name]] as const)
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count} ${text}`);
  return [
    `${numbered(accepted, 'observation')} accepted, ${sent} sent to ${model}${duplicates === null ? '' : `, ${numbered(duplicates, 'duplicate batch', 'duplicate batches')}`}.`,
    ...(ignored > 0 ? [`Left out: ${numbered(ignored, 'value')} of metrics that it does not watch.`] : []),
    ...(odd.length > 0 ? [`Not counted by the monitor: ${odd.join(', ')}.`] : []),
    ...(outOfOrder !== null && outOfOrder > 0
      ? [`Older than earlier ones, and counted in order of arrival: ${outOfOrder}.`]
      : []),
    ...(report.odd > 0 ? [`Sent, but implausible: ${numbered(report.odd, 'value or time', 'values or times')}.`] : []),
    ...(rejected > 0 ? [`${numbered(rejected, 'line')} refused.`] : []),
  ].join('\n');
}

// --- internal ---

const maxFaults = 20;

const notCounted = ['fenced', 'overCap', 'unknownMetric', 'excluded', 'tooLate', 'repeated'] as const;

export type NotCounted = (typeof notCounted)[number];

const notCountedText: Record<NotCounted, string> = {
  fenced: 'measured on a retired version',
  overCap: 'of segments beyond the cap',
  unknownMetric: 'of metrics that it does not watch',
  excluded: 'in times that its policy excludes',
  tooLate: 'later than their metric allows',
  repeated: 'that it already knew by their key',
};
