import { metricOf, placesOf, seriesKey } from '../core/state/series.ts';
import type { History, Stream } from './history.ts';
import type { MonitorState } from '../core/state/state.ts';

/** One stream, reduced to what a plot can show. Columns have the same length; `null` where there is no value. */
export interface Trace {
  metric: string;
  segment: string;
  /** Event time at the end of each span. */
  at: number[];
  /** Mean of the values in each span. */
  mean: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
  detectors: TracedDetector[];
}

export interface TracedDetector {
  id: string;
  type: string;
  fires: 'above' | 'below';
  statistic: (number | null)[];
  limit: (number | null)[];
}

/** Records the data for a backtest's plots while the history is played. */
export class Recorder {
  private readonly history: History;
  private readonly byKey = new Map<string, Trace>();
  private from = 0;

  constructor(history: History) {
    this.history = history;
  }

  /** Takes the values up to observation `to` as one span, and reads the detectors at its end. */
  look(state: MonitorState, to: number): void {
    const spans = this.spansUntil(to);
    for (const [key, span] of spans) {
      const series = state.series[key];
      if (!series) continue;
      const trace = this.trace(key, span);
      if (!trace) continue;
      trace.at.push(span.at);
      trace.mean.push(span.count > 0 ? span.sum / span.count : null);
      trace.min.push(span.count > 0 ? span.min : null);
      trace.max.push(span.count > 0 ? span.max : null);
      const metric = metricOf(state.policy, series.metric);
      for (const [k, { slot, policy, detector }] of (metric ? placesOf(metric, series) : []).entries()) {
        const { statistic, limit, fires } = detector.read(slot.state, policy.options);
        const column = (trace.detectors[k] ??= { id: slot.id, type: policy.type, fires, statistic: [], limit: [] });
        column.statistic.push(statistic);
        column.limit.push(limit);
      }
    }
  }

  traces(): Trace[] {
    return [...this.byKey.values()];
  }

  // --- internal ---

  private spansUntil(to: number): Map<string, Span> {
    const { streams, stream, at, value } = this.history;
    const spans = new Map<string, Span>();
    let place = -1;
    let span: Span | undefined;
    for (let i = this.from; i < to; i++) {
      if (stream[i] !== place || !span) {
        place = stream[i]!;
        span = spanOf(spans, streams[place]!);
      }
      const x = value[i]!;
      span.at = Math.max(span.at, at[i]!);
      if (!(Math.abs(x) <= 1e100)) continue;
      span.count += 1;
      span.sum += x;
      if (x < span.min) span.min = x;
      if (x > span.max) span.max = x;
    }
    this.from = to;
    return spans;
  }

  private trace(key: string, { metric, segment }: Span): Trace | undefined {
    let trace = this.byKey.get(key);
    if (!trace && this.byKey.size < maxTraces) {
      trace = { metric, segment, at: [], mean: [], min: [], max: [], detectors: [] };
      this.byKey.set(key, trace);
    }
    return trace;
  }
}

// --- internal ---

/** Most plots that a person will look at; the ledger has the rest. */
const maxTraces = 12;

/** Versions of one stream are shown as one. */
function spanOf(spans: Map<string, Span>, { metric, segment }: Stream): Span {
  const key = seriesKey(metric, segment);
  let span = spans.get(key);
  if (!span) {
    span = { metric, segment, at: Number.NEGATIVE_INFINITY, count: 0, sum: 0, min: Infinity, max: -Infinity };
    spans.set(key, span);
  }
  return span;
}

interface Span {
  metric: string;
  segment: string;
  at: number;
  count: number;
  sum: number;
  min: number;
  max: number;
}
