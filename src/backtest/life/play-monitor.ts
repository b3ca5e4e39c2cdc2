import { Asides } from './aside.ts';
import { believedTimes } from '../../core/ingestion/believed-times.ts';
import { decodeBatch, type DecodedSeries } from '../../core/wire/batch.ts';
import { EventClock, type Heard } from './event-clock.ts';
import { drawnSeries, type Drawing } from './drawn-series.ts';
import { Marks } from './marks.ts';
import { metricOf, seriesKey } from '../../core/state/series.ts';
import { playLife, type PlayedStep } from './play.ts';
import { Spans } from './spans.ts';
import { StreamRecord } from './stream-record.ts';
import type { Life } from './life.ts';
import { trailView } from '../../core/view/trail-view.ts';
import type { EventSpan, Played, PlayedSeries } from './played.ts';
import type { MonitorState } from '../../core/state/state.ts';
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
  const isIn = ({ eventAt }: { eventAt: number }): boolean => eventAt >= from && eventAt <= to;
  const reachesIn = ({ eventFrom, eventUntil }: EventSpan): boolean => eventFrom <= to && (eventUntil ?? to) >= from;
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
    champions: recorder.marks.champions(),
    spans: recorder.spans.all().filter(reachesIn),
    marks: recorder.marks.judged(state?.marks ?? []).filter(isIn),
    decisions: recorder.marks.decisions().filter(isIn),
  };
}

// --- internal ---

/** Charts that somebody looks at; more are asked for one by one. */
const mostSeries = 24;

/** With the times that the monitor took for true. */
function believedOf(
  arrived: readonly DecodedSeries[],
  { state, now }: { state: MonitorState; now: number },
  after: MonitorState
): readonly DecodedSeries[] {
  if (after.counts.doubted === state.counts.doubted) return arrived;
  const then = { state: { ...state, counts: { ...state.counts } }, now };
  return arrived.map((one) => believedTimes(then, one).incoming);
}

class LifeRecorder {
  private readonly clock = new EventClock();
  readonly marks = new Marks(this.clock);
  readonly spans = new Spans(this.clock);
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
      this.clock.begin(Object.values(state.series));
      for (const { metric, segment, trail, ewma } of Object.values(state.series)) {
        const stream = this.stream(metric, segment);
        if (stream && trail) stream.before = trailView(trail, ewma);
      }
    }
    this.marks.begin(state, now);
    this.spans.begin(state, now);
  }

  see(step: PlayedStep): void {
    const { before, state, now } = step;
    this.to = now;
    if (before.series !== state.series) this.hear(step);
    this.marks.see(step);
    this.spans.see(step);
    this.observations += state.counts.observations - before.counts.observations;
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

  private hear({ before, state, event, now }: PlayedStep): void {
    const batch = event.type === 'batch' ? decodeBatch(event.batch) : undefined;
    const arrived = typeof batch === 'object' ? believedOf(batch.series, { state: before, now }, state) : [];
    const heard: Heard[] = [];
    for (const key in state.series) {
      const [was, is] = [before.series[key], state.series[key]!];
      if (was === is) continue;
      const own = arrived.filter((one) => seriesKey(one.metric, one.segment) === key);
      heard.push({ was, is, arrived: own });
      const metric = metricOf(state.policy, is.metric);
      const stream = metric && this.stream(is.metric, is.segment);
      if (!metric || !stream) continue;
      stream.record.take(metric, was, is, own.length === 1 ? own[0] : undefined, { state: before, now });
      for (const one of own) stream.asides.see(metric, was?.lastAt, one, now);
    }
    this.clock.see(heard, now);
  }

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
