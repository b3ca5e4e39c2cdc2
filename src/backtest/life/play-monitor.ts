import { Asides } from './aside.ts';
import { decodeBatch } from '../../core/wire/batch.ts';
import { drawnSeries, type Drawing } from './drawn-series.ts';
import { Marks } from './marks.ts';
import { metricOf, seriesKey } from '../../core/state/series.ts';
import { playLife, type PlayedStep } from './play.ts';
import { Spans } from './spans.ts';
import { StreamRecord } from './stream-record.ts';
import type { Life } from './life.ts';
import { trailView } from '../../core/view/trail-view.ts';
import type { Played, PlayedSeries } from './played.ts';
import type { TrailView } from '../../core/wire/answers.ts';

/** What of a life is drawn. */
export interface PlayQuery extends Drawing {
  /** Only series of this metric, and of this segment; empty: the model as a whole. @default any */
  metric?: string | undefined;
  segment?: string | undefined;
}

/** Plays a monitor's life, and says what it saw at every moment. Yields now and then. */
export function* playMonitor(model: string, life: Life, query: PlayQuery): Generator<void, Played> {
  const recorder = new LifeRecorder(query);
  const { state, agreed, differed } = yield* playLife(
    life,
    (step) => recorder.see(step),
    (state, now) => recorder.begin(state, now)
  );
  const { from, to } = query;
  const isIn = (at: number): boolean => at >= from && at <= to;
  return {
    model,
    from: recorder.from,
    to: recorder.to,
    fromBirth: !life.isCut,
    runs: agreed + differed + (life.runs.length > 0 ? 1 : 0),
    agrees: differed === 0,
    observations: recorder.observations,
    series: recorder.series(),
    more: recorder.more,
    champions: recorder.marks.champions,
    spans: recorder.spans.all.filter((span) => span.from <= to && (span.until ?? to) >= from),
    marks: recorder.marks.judged(state?.marks ?? []).filter(({ at, seen }) => isIn(at) || isIn(seen ?? at)),
    decisions: recorder.marks.decisions.filter(({ at }) => isIn(at)),
  };
}

// --- internal ---

/** Charts that somebody looks at; more are asked for one by one. */
const mostSeries = 24;

class LifeRecorder {
  readonly marks = new Marks();
  readonly spans = new Spans();
  from: number | null = null;
  to: number | null = null;
  observations = 0;
  private readonly query: PlayQuery;
  private readonly streams = new Map<string, { record: StreamRecord; asides: Asides; before: TrailView | null }>();
  private readonly leftOut = new Set<string>();

  constructor(query: PlayQuery) {
    this.query = query;
  }

  get more(): number {
    return this.leftOut.size;
  }

  begin(state: PlayedStep['state'], now: number): void {
    if (this.from === null) {
      this.from = now;
      for (const { metric, segment, trail, ewma } of Object.values(state.series)) {
        const stream = this.stream(metric, segment);
        if (stream && trail) stream.before = trailView(trail, ewma);
      }
    }
    this.marks.begin(state, now);
    this.spans.begin(state, now);
  }

  see(step: PlayedStep): void {
    const { before, state, event, now } = step;
    this.to = now;
    this.marks.see(step);
    this.spans.see(step);
    this.observations += state.counts.observations - before.counts.observations;
    if (before.series === state.series) return;
    const batch = event.type === 'batch' ? decodeBatch(event.batch) : undefined;
    const arrived = typeof batch === 'object' ? batch.series : [];
    for (const key in state.series) {
      const [was, is] = [before.series[key], state.series[key]!];
      if (was === is) continue;
      const metric = metricOf(state.policy, is.metric);
      const stream = metric && this.stream(is.metric, is.segment);
      if (!metric || !stream) continue;
      const own = arrived.filter((one) => seriesKey(one.metric, one.segment) === key);
      stream.record.take(metric, was, is, own.length === 1 ? own[0] : undefined, now);
      for (const one of own) stream.asides.see(metric, was?.lastAt, one, now);
    }
  }

  series(): PlayedSeries[] {
    return [...this.streams.values()].map(({ record, asides: { late, excluded }, before }) => ({
      ...drawnSeries(record, this.query),
      late,
      excluded,
      before,
    }));
  }

  // --- internal ---

  private stream(metric: string, segment: string): ReturnType<typeof this.streams.get> {
    const key = seriesKey(metric, segment);
    const known = this.streams.get(key);
    if (known) return known;
    const { metric: wanted = metric, segment: of = segment } = this.query;
    if (wanted !== metric || of !== segment) return undefined;
    if (this.streams.size >= mostSeries) {
      this.leftOut.add(key);
      return undefined;
    }
    const stream = { record: new StreamRecord(metric, segment), asides: new Asides(), before: null };
    this.streams.set(key, stream);
    return stream;
  }
}
