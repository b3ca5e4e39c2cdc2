import { isRetrainError } from '../../terms/errors.ts';
import { screenSample, type Screened, type ScreenWords } from '../../samples/sample-screen.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import type { ReadSample } from '../../samples/read-samples.ts';
import type { Sample } from '../../samples/sample.ts';
import type { RefusedFor, ServeMetrics } from '../gauges/serve-metrics.ts';
import { confirmed } from './confirmed.ts';
import { emptyReport, IntakeStopped, maxFaults, type IntakeReport } from './intake-report.ts';
import { WatchedMetrics, type Watched } from './watched-metrics.ts';
import type { KeyOfRow } from './row-keys.ts';

export interface IntakeOptions {
  ignoreUnknown: boolean;
  force: boolean;
  /** Gives a row a key, where it has none of its own. */
  keyOf: KeyOfRow;
}

/** Brings rows to the monitors, as fast as they take them. */
export class Intake {
  private readonly client: MonitorClient;
  private readonly metrics: ServeMetrics;
  private readonly watched: WatchedMetrics;
  private readonly waitMs: number;

  /** @param waitMs how long it waits for the Temporal server to confirm what was taken */
  constructor(client: MonitorClient, metrics: ServeMetrics, waitMs: number) {
    this.client = client;
    this.metrics = metrics;
    this.waitMs = waitMs;
    this.watched = new WatchedMetrics(client);
  }

  /** @throws IntakeStopped with what was taken before the reason */
  async take(model: string, rows: AsyncIterable<ReadSample>, options: IntakeOptions): Promise<IntakeReport> {
    const handle = this.client.monitor(model);
    const report = emptyReport(model);
    try {
      let watched = await this.watched.of(model);
      report.namesChecked = watched.metrics !== undefined;
      for await (const read of rows) {
        let screened = screen(read, watched, options);
        if ('fault' in screened && screened.because !== 'unreadable') {
          // What it watches, or has heard of, may be new.
          watched = await this.watched.again(model);
          screened = screen(read, watched, options);
        }
        if ('fault' in screened) {
          this.refuse(report, read.line, screened.fault, screened.because);
          continue;
        }
        report.ignored += screened.ignored;
        const { sample, doubts } = screened;
        if (screened.ignored > 0 && Object.keys(sample.values).length === 0) continue;
        const adding = this.add(handle, report, read.line, sample, options.keyOf, doubts.length);
        if (adding) await adding;
      }
      const waiting = report.taken === 0 ? undefined : await confirmed(handle, this.waitMs);
      report.delivered = waiting === undefined;
      return waiting === undefined ? report : { ...report, waiting };
    } catch (error) {
      throw new IntakeStopped({ ...report, delivered: false }, error);
    } finally {
      this.metrics.taken(report.taken);
    }
  }

  // --- internal ---

  /** @returns what to wait for, if there is no room just now */
  private add(
    handle: MonitorHandle,
    report: IntakeReport,
    row: number,
    { values, options: given }: Sample,
    keyOf: KeyOfRow,
    doubts: number
  ): Promise<void> | undefined {
    const options = { key: keyOf(row), ...given, oddTime: true };
    const taken = (): void => {
      report.taken += Object.keys(values).length;
      report.odd += doubts;
    };
    const failed = (error: unknown): void => {
      if (!isRetrainError(error, 'InvalidMetricError')) throw error;
      this.refuse(report, row, error.message, 'invalid');
    };
    try {
      handle.record(values, options);
      taken();
    } catch (error) {
      if (isRetrainError(error, 'BackPressureError')) return handle.recordAsync(values, options).then(taken, failed);
      failed(error);
    }
    return undefined;
  }

  private refuse(report: IntakeReport, row: number, message: string, because: RefusedFor): void {
    report.refused += 1;
    this.metrics.refused(because);
    if (report.refused <= maxFaults) report.faults.push({ row, message });
  }
}

// --- internal ---

/** How the server's own words for what `send` has flags for. */
const words: ScreenWords = {
  ignoreUnknown: '`?ignoreUnknown=true`',
  force: '`?force=true`',
  sayUnit: (unit) => `say so: \`?timeUnit=${unit}\` (or ms, if it is right)`,
};

function screen(
  read: ReadSample,
  { metrics, versions }: Watched,
  { ignoreUnknown, force }: IntakeOptions
): Screened | { fault: string; because: 'unreadable' } {
  if ('fault' in read) return { fault: read.fault, because: 'unreadable' };
  return screenSample(read.sample, { metrics, versions, ignoreUnknown, force, words });
}
