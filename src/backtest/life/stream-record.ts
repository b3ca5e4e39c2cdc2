import { cloneJson } from '../../terms/json.ts';
import { Growing } from './growing.ts';
import { isMeasurement, type DecodedSeries } from '../../core/wire/batch.ts';
import { isValueDetector } from '../../detectors/index.ts';
import { newSeries, placesOf, seriesKey, type Place } from '../../core/state/series.ts';
import { shownLevel, type Level } from '../../terms/level.ts';
import { step } from '../../core/step.ts';
import type { MetricPolicy } from '../../core/state/policy.ts';
import type { MonitorState, SeriesState } from '../../core/state/state.ts';
import type { Rows } from '../../terms/rows.ts';
import type { RowsColumns } from '../../core/wire/rows-columns.ts';

export const levels = ['warming-up', 'stable', 'warning', 'drift', 'no-data'] as const satisfies readonly Level[];

export interface DetectorRecord {
  id: string;
  type: string;
  fires: 'above' | 'below';
  isValue: boolean;
  statistic: Growing;
  limit: Growing;
  level: Growing;
}

/** A monitor just before it takes something. */
interface Moment {
  state: MonitorState;
  now: number;
}

/** Everything that was seen of one stream, observation by observation, as columns. */
export class StreamRecord {
  readonly metric: string;
  readonly segment: string;
  readonly at = new Growing();
  readonly heard = new Growing();
  readonly value = new Growing();
  readonly average = new Growing();
  readonly level = new Growing();
  readonly detectors = new Map<string, DetectorRecord>();

  constructor(metric: string, segment: string) {
    this.metric = metric;
    this.segment = segment;
  }

  /**
   * Takes what one step has made of a stream. Where the observations of a batch were judged one after the other, the
   * detectors are run through them once more, so that each moment has its own statistic.
   *
   * @param arrived what came in this step; `undefined` where time alone has judged something
   */
  take(
    metric: MetricPolicy,
    before: SeriesState | undefined,
    after: SeriesState,
    arrived: DecodedSeries | undefined,
    { state, now }: Moment
  ): void {
    const taken = after.n - (before?.n ?? 0);
    if (taken <= 0) return;
    const isPlain = !metric.season && !metric.lateness && !metric.aggregate && !metric.exclude && !arrived?.rows;
    const isWhole = !metric.aggregate && arrived?.values.length === taken && arrived.values.every(isMeasurement);
    if (taken > 1 && isWhole && isPlain)
      this.walk(metric, before ?? newSeries(metric, this.segment, arrived.t0, now), arrived, now);
    else if (taken > 1 && arrived && this.again(metric, after, arrived, { state, now })) return;
    else if (isWhole) this.list(arrived, now);
    else this.push(after.lastAt, after.last, now);
    this.readAtEnd(readingsOf(placesOf(metric, after)), after.ewma);
  }

  // --- internal ---

  /**
   * Has the monitor of before take the values one by one, as seasons, windows and late values need all that it does.
   * False, and nothing is taken, where it comes to another end than with all of them at once.
   */
  private again(metric: MetricPolicy, after: SeriesState, arrived: DecodedSeries, { state, now }: Moment): boolean {
    const key = seriesKey(this.metric, this.segment);
    const known = state.series[key];
    // Other streams would only cost time.
    let monitor: MonitorState = { ...state, series: known ? { [key]: known } : {} };
    let n = known?.n ?? 0;
    const points: { at: number; value: number; ewma: number; readings: Reading[] }[] = [];
    const { segment, version, t0, dt, values, rows } = arrived;
    let at = typeof dt === 'number' ? t0 - dt : t0;
    for (const [i, value] of values.entries()) {
      at += typeof dt === 'number' ? dt : dt[i]!;
      if (!isMeasurement(value)) continue;
      const one = {
        metric: this.metric,
        ...(segment && { segment }),
        ...(version !== null && { version }),
        t0: at,
        dt: 0,
        v: [value],
      };
      const series = [{ ...one, ...columnsOf(rows?.[i]) }];
      monitor = step(monitor, { type: 'batch', batch: { source: playedSource, seq: i + 1, series } }, now).state;
      const own = monitor.series[key];
      if (!own || own.n === n) continue;
      n = own.n;
      const seen = metric.aggregate ? { at: own.lastAt, value: own.last } : { at, value: value + 0 };
      points.push({ ...seen, ewma: own.ewma, readings: readingsOf(placesOf(metric, own)) });
    }
    if (n !== after.n) return false;
    for (const point of points) {
      this.push(point.at, point.value, now);
      this.readAtEnd(point.readings, point.ewma);
    }
    return true;
  }

  private walk(metric: MetricPolicy, before: SeriesState, { t0, dt, values }: DecodedSeries, now: number): void {
    const places = placesOf(metric, cloneJson(before));
    let at = typeof dt === 'number' ? t0 - dt : t0;
    let { ewma, n } = before;
    for (const [i, value] of values.entries()) {
      at += typeof dt === 'number' ? dt : dt[i]!;
      const x = (value as number) + 0;
      ewma = n === 0 ? x : metric.alpha * x + (1 - metric.alpha) * ewma;
      n += 1;
      for (const { slot, policy, detector } of places) slot.level = detector.update(slot.state, x, policy.options);
      this.push(at, x, now);
      this.readAtEnd(readingsOf(places), ewma);
    }
  }

  /** The values without what the monitor thought of each: only what it thought of the last is known. */
  private list({ t0, dt, values }: DecodedSeries, now: number): void {
    let at = typeof dt === 'number' ? t0 - dt : t0;
    for (const [i, value] of values.entries()) {
      at += typeof dt === 'number' ? dt : dt[i]!;
      this.push(at, (value as number) + 0, now);
    }
  }

  private push(at: number, value: number, now: number): void {
    this.at.push(at);
    this.heard.push(now);
    this.value.push(value);
    this.average.push(Number.NaN);
    this.level.push(Number.NaN);
    for (const one of this.detectors.values()) {
      one.statistic.push(Number.NaN);
      one.limit.push(Number.NaN);
      one.level.push(Number.NaN);
    }
  }

  private readAtEnd(readings: readonly Reading[], ewma: number): void {
    this.average.setLast(ewma);
    let worst = 0;
    for (const { id, type, fires, statistic, limit, level } of readings) {
      const record = this.detectors.get(id) ?? this.newDetector(id, type, fires);
      record.statistic.setLast(statistic ?? Number.NaN);
      record.limit.setLast(limit ?? Number.NaN);
      record.level.setLast(level);
      worst = Math.max(worst, level);
    }
    this.level.setLast(worst);
  }

  /** It may come with a new policy: of before it nothing is known. */
  private newDetector(id: string, type: string, fires: 'above' | 'below'): DetectorRecord {
    const [statistic, limit, level] = [new Growing(), new Growing(), new Growing()];
    const record = { id, type, fires, isValue: isValueDetector(type), statistic, limit, level };
    for (let i = 0; i < this.at.length; i++) for (const column of [statistic, limit, level]) column.push(Number.NaN);
    this.detectors.set(id, record);
    return record;
  }
}

// --- internal ---

/** No sender has that name. */
const playedSource = 'played again';

interface Reading {
  id: string;
  type: string;
  fires: 'above' | 'below';
  statistic: number | null;
  limit: number | null;
  level: number;
}

function readingsOf(places: readonly Place[]): Reading[] {
  return places.map(({ slot, policy, detector }) => {
    const { statistic, limit, fires } = detector.read(slot.state, policy.options);
    return { id: slot.id, type: policy.type, fires, statistic, limit, level: levels.indexOf(shownLevel(slot)) };
  });
}

function columnsOf(rows: Rows | null | undefined): RowsColumns {
  if (!rows) return {};
  const { n, squares, min, max } = rows;
  return {
    n: [n],
    ...(squares !== undefined && { ss: [squares] }),
    ...(min !== undefined && { lo: [min] }),
    ...(max !== undefined && { hi: [max] }),
  };
}
