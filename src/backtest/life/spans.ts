import { activeHolds } from '../../core/launch/holds.ts';
import { describeHold } from '../../core/launch/hold-words.ts';
import { killSwitchText } from '../../core/retrain/kill-switch.ts';
import { outcomeOf } from '../../core/outcome/outcome-of.ts';
import { outcomeWords } from '../../core/outcome/outcome-words.ts';
import { seriesKey } from '../../core/state/series.ts';
import type { EventClock, Standing } from './event-clock.ts';
import type { MonitorState, SeriesState, SlotState } from '../../core/state/state.ts';
import type { PlayedStep } from './play.ts';
import type { EventSpan, Span } from './played.ts';

type Begun = Omit<Span, 'from' | 'until' | keyof EventSpan>;
/** A span, and where in event time its ends stand once all is played. */
interface Watched {
  span: Omit<Span, keyof EventSpan>;
  from: Standing;
  until: Standing | null;
}

/** Watches what lasts: a span begins when something holds that did not hold before, and ends when it holds no more. */
export class Spans {
  private readonly watched: Watched[] = [];
  private readonly open = new Map<string, Watched>();
  private readonly clock: EventClock;

  constructor(clock: EventClock) {
    this.clock = clock;
  }

  all(): Span[] {
    return this.watched.map(({ span, from, until }) => {
      const eventFrom = this.clock.placeOf(from);
      // A value that comes late may end what a later one has begun.
      return { ...span, eventFrom, eventUntil: until === null ? null : Math.max(eventFrom, this.clock.placeOf(until)) };
    });
  }

  /** What holds already when the first event is played; `now` is all that is known of its beginning. */
  begin(state: MonitorState, now: number): void {
    for (const [key, span] of [...whole(state, now), ...Object.values(state.series).flatMap(ofSeries)])
      if (!this.open.has(key)) this.start(key, span, sinceOf(span, state) ?? now, state);
  }

  see({ before, state, now }: PlayedStep): void {
    this.compare(whole(before, now), whole(state, now), state, now);
    if (before.series === state.series) return;
    for (const key in state.series)
      if (state.series[key] !== before.series[key])
        this.compare(seriesOf(before.series[key]), seriesOf(state.series[key]), state, now);
    for (const key in before.series)
      if (!(key in state.series)) this.compare(seriesOf(before.series[key]), [], state, now);
  }

  // --- internal ---

  private compare(was: readonly Known[], is: readonly Known[], state: MonitorState, now: number): void {
    if (was.length === 0 && is.length === 0) return;
    for (const [key] of was) if (!is.some(([other]) => other === key)) this.end(key, state, now);
    for (const [key, span] of is) if (!this.open.has(key)) this.start(key, span, now, state);
  }

  private start(key: string, begun: Begun, from: number, state: MonitorState): void {
    const standing = slotOf(begun, state)?.since ?? this.clock.moment(from);
    const watched = { span: { ...begun, from, until: null }, from: standing, until: null };
    this.open.set(key, watched);
    this.watched.push(watched);
  }

  private end(key: string, state: MonitorState, now: number): void {
    const watched = this.open.get(key);
    if (!watched) return;
    const { span } = watched;
    this.open.delete(key);
    span.until = now;
    const slot = slotOf(span, state);
    // Where its detector starts afresh no value has ended it.
    watched.until = slot && slot.level !== 'warming-up' ? slot.since : this.clock.moment(now);
    const { lastRetrain } = state;
    if (span.kind === 'retrain' && lastRetrain && lastRetrain.generation === span.generation) {
      const version = lastRetrain.version === null ? {} : { version: lastRetrain.version };
      Object.assign(span, version, { outcome: outcomeOf(lastRetrain, state) });
      span.text = `${span.text}: ${outcomeWords(outcomeOf(lastRetrain, state))}`;
    }
    if (span.kind === 'approval' && state.judged && state.judged.generation === span.generation) {
      span.outcome = state.judged.outcome;
      span.text = `${span.text}: ${outcomeWords(state.judged.outcome)}`;
    }
  }
}

// --- internal ---

type Known = readonly [key: string, span: Begun];

function whole(state: MonitorState, now: number): Known[] {
  const { inFlight, approval, shadow, probation, pausedBy, killSwitch, incident, registry, triggers } = state;
  const known: Known[] = [];
  if (inFlight) {
    const { generation, kind } = inFlight;
    known.push([`retrain/${generation}`, { kind: 'retrain', generation, text: `${kind} retrain ${generation}` }]);
  }
  if (approval) {
    const { generation, version } = approval;
    const text = `version ${version} waits for approval`;
    known.push([`approval/${version}`, { kind: 'approval', generation, version, text }]);
  }
  for (const [kind, trial] of [
    ['shadow', shadow],
    ['probation', probation],
  ] as const)
    if (trial) {
      const { generation, version, against } = trial;
      known.push([
        `${kind}/${version}`,
        { kind, generation, version, text: `${kind} of ${version} against ${against}` },
      ]);
    }
  if (pausedBy) known.push(['pause', { kind: 'pause', text: `paused by ${pausedBy.actor}${said(pausedBy.comment)}` }]);
  if (killSwitch) known.push(['kill-switch', { kind: 'kill-switch', text: killSwitchText(killSwitch) }]);
  if (incident.breakerOpenedAt !== null)
    known.push(['breaker', { kind: 'breaker', text: 'the circuit breaker is open' }]);
  if (registry.trouble) known.push(['registry', { kind: 'registry-trouble', text: registry.trouble.text }]);
  for (const metric of state.unheard)
    known.push([`no-data/${metric}`, { kind: 'no-data', metric, text: `${metric} never came` }]);
  if (triggers.length > 0) known.push(...holdsOf(state, now));
  return known;
}

function holdsOf(state: MonitorState, now: number): Known[] {
  const by = new Set(state.triggers.flatMap(({ heldBy }) => heldBy));
  if (by.size === 0) return [];
  const reasons = state.triggers.flatMap(({ reasons }) => reasons.map(({ text }) => text)).slice(0, 3);
  return activeHolds(state, now)
    .filter((hold) => by.has(hold.by))
    .map((hold): Known => [
      `hold/${hold.by}`,
      { kind: 'hold', by: hold.by, text: `held by ${describeHold(hold)}: ${reasons.join('; ')}` },
    ]);
}

function seriesOf(series: SeriesState | undefined): Known[] {
  return series ? ofSeries(series) : [];
}

function ofSeries(series: SeriesState): Known[] {
  const { metric, segment, slots, silent } = series;
  const of = segment === '' ? { metric } : { metric, segment };
  const name = `${metric}${segment === '' ? '' : ` of ${segment}`}`;
  const known: Known[] = silent
    ? [[`no-data/${metric}/${segment}`, { kind: 'no-data', ...of, text: `no data of ${name}` }]]
    : [];
  for (const { id, latched } of slots)
    if (latched)
      known.push([
        `drift/${metric}/${segment}/${id}`,
        { kind: 'drift', ...of, detector: id, text: `${name} by ${id}` },
      ]);
  return known;
}

/** The detector behind a drift: it knows the times of the values that changed its mind. */
function slotOf({ kind, metric, segment = '', detector }: Begun, { series }: MonitorState): SlotState | undefined {
  if (kind !== 'drift' || metric === undefined) return undefined;
  return series[seriesKey(metric, segment)]?.slots.find(({ id }) => id === detector);
}

function sinceOf(
  { kind }: Begun,
  { inFlight, approval, shadow, probation, pausedBy, incident }: MonitorState
): number | undefined {
  switch (kind) {
    case 'retrain':
      return inFlight?.launchedAt;
    case 'approval':
      return approval?.since;
    case 'shadow':
      return shadow?.since;
    case 'probation':
      return probation?.since;
    case 'pause':
      return pausedBy?.at;
    case 'breaker':
      return incident.breakerOpenedAt ?? undefined;
    case 'hold':
    case 'drift':
    case 'no-data':
    case 'kill-switch':
    case 'registry-trouble':
      return undefined;
  }
}

function said(comment: string): string {
  return comment === '' ? '' : `: ${comment}`;
}
