import { isRetrainError } from '../../terms/errors.ts';
import { screenSample, type Screened, type ScreenOptions, type ScreenWords } from '../../samples/sample-screen.ts';
import { Refusal } from '../problem/refusal.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import type { MetricValues, RecordOptions } from '../../client/publish/observation.ts';
import type { ReadSample } from '../../samples/read-samples.ts';
import type { RefusedFor, ServeMetrics } from '../gauges/serve-metrics.ts';
import { confirmed } from './confirmed.ts';
import { emptyReport, IntakeStopped, maxFaults, type IntakeReport } from './intake-report.ts';
import { WatchedMetrics, type Watched } from './watched-metrics.ts';
import type { KeyOfRow } from './row-keys.ts';
import type { TimeUnit } from '../../rows/time.ts';

export interface IntakeOptions {
  ignoreUnknown: boolean;
  force: boolean;
  /** Of times that are numbers, where it was said. @default not said */
  unit?: TimeUnit | undefined;
  /** Whether the sender can ask for more in a query. @default true */
  hasQuery?: boolean;
  /** Gives a row a key, where it has none of its own. */
  keyOf: KeyOfRow;
  /** Aborted when the sender has left. */
  signal?: AbortSignal;
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

  /**
   * @param blocks rows that came together
   * @throws IntakeStopped with what was taken before the reason
   */
  async take(
    model: string,
    blocks: AsyncIterable<readonly ReadSample[]> | Iterable<readonly ReadSample[]>,
    options: IntakeOptions
  ): Promise<IntakeReport> {
    const handle = this.client.monitor(model);
    const report = emptyReport(model);
    let counted = 0;
    const count = (): void => {
      this.metrics.taken(report.taken - counted);
      counted = report.taken;
    };
    try {
      let screening = screeningBy(await this.watched.of(model), options);
      report.namesChecked = screening.metrics !== undefined;
      for await (const block of blocks) {
        checkIsThere(options);
        for (const read of block) {
          let screened = screen(read, screening, options);
          if ('fault' in screened && screened.because !== 'unreadable') {
            // What it watches, or has heard of, may be new.
            screening = screeningBy(await this.watched.again(model), options);
            screened = screen(read, screening, options);
          }
          if ('fault' in screened) this.refuse(report, read.line, screened.fault, screened.because);
          else if (!this.record(handle, report, read.line, screened, options)) {
            count();
            await this.recordWhenThereIsRoom(handle, report, read.line, screened, options);
            checkIsThere(options);
          }
        }
        count();
      }
      const waiting = report.taken === 0 ? undefined : await confirmed(handle, this.waitMs);
      report.delivered = waiting === undefined;
      return waiting === undefined ? report : { ...report, waiting };
    } catch (error) {
      throw new IntakeStopped({ ...report, delivered: false }, error);
    } finally {
      count();
    }
  }

  // --- internal ---

  /** @returns whether it is done with; else there is no room just now */
  private record(
    handle: MonitorHandle,
    report: IntakeReport,
    row: number,
    { sample: { values, options: given }, ignored, doubts }: Passed,
    { keyOf }: IntakeOptions
  ): boolean {
    if (ignored === 0 || !isEmpty(values))
      try {
        handle.record(values, recordOptions(given, keyOf(row)));
        report.taken += sizeOf(values);
        report.odd += doubts.length;
      } catch (error) {
        if (isRetrainError(error, 'BackPressureError')) return false;
        this.refuseInvalid(report, row, error);
      }
    report.ignored += ignored;
    return true;
  }

  private async recordWhenThereIsRoom(
    handle: MonitorHandle,
    report: IntakeReport,
    row: number,
    { sample: { values, options: given }, ignored, doubts }: Passed,
    { keyOf }: IntakeOptions
  ): Promise<void> {
    report.ignored += ignored;
    try {
      await handle.recordAsync(values, recordOptions(given, keyOf(row)));
      report.taken += sizeOf(values);
      report.odd += doubts.length;
    } catch (error) {
      this.refuseInvalid(report, row, error);
    }
  }

  private refuseInvalid(report: IntakeReport, row: number, error: unknown): void {
    if (!isRetrainError(error, 'InvalidMetricError')) throw error;
    this.refuse(report, row, error.message, 'invalid');
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
  timeUnit: '`?timeUnit=`',
  sayUnit: (unit) => `say so: \`?timeUnit=${unit}\` (or ms, if it is right)`,
  unit: (unit) => `\`?timeUnit=${unit}\``,
};

type Passed = Exclude<Screened, { fault: string }>;

function screeningBy(
  { metrics, versions, newest }: Watched,
  { ignoreUnknown, force, unit, hasQuery = true }: IntakeOptions
): ScreenOptions {
  const { force: byForce, ...others } = words;
  return {
    metrics,
    versions,
    newest,
    ignoreUnknown,
    force,
    unit,
    words: hasQuery ? { ...others, force: byForce } : others,
  };
}

function screen(
  read: ReadSample,
  screening: ScreenOptions,
  { keyOf }: IntakeOptions
): Screened | { fault: string; because: 'unreadable' } {
  if ('fault' in read) return { fault: read.fault, because: 'unreadable' };
  // What may come again is no older for what has come since.
  const isNew = screening.newest === undefined || keyOf(read.line) === undefined;
  return screenSample(read.sample, isNew ? screening : { ...screening, newest: undefined });
}

/** What a row says of itself comes first. */
function recordOptions(given: RecordOptions, key: RecordOptions['key']): RecordOptions {
  if (key === undefined && given.at === undefined) return given;
  return { key, ...given, oddTime: true };
}

/** @throws Refusal when nobody waits for the answer any more: what comes then was never promised to be taken */
function checkIsThere({ signal }: IntakeOptions): void {
  if (signal?.aborted) throw new Refusal('malformed', 'The sender left before all of its rows were taken');
}

function isEmpty(values: MetricValues): boolean {
  for (const _ in values) return false;
  return true;
}

function sizeOf(values: MetricValues): number {
  let size = 0;
  for (const _ in values) size += 1;
  return size;
}
