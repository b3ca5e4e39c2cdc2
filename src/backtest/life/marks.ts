import { reasonText } from '../../core/state/decision.ts';
import { targetOf, type Marking } from '../../core/state-parts/marking.ts';
import { automaton } from '../../core/candidate/approval.ts';
import type { ChampionBand, EventSpan, Mark, PlayedDecision } from './played.ts';
import type { EventClock, Standing } from './event-clock.ts';
import { seriesKey } from '../../core/state/series.ts';
import type { MonitorState, SeriesState } from '../../core/state/state.ts';
import type { Notice } from '../../core/state/events.ts';
import type { PlayedStep } from './play.ts';
import type { Reason } from '../../core/state/decision.ts';

/** Collects what happened at a moment, who served when, and the entries of the ledger. */
export class Marks {
  private readonly clock: EventClock;
  private readonly all: Told<Mark>[] = [];
  private readonly reigns: Told<ChampionBand>[] = [];
  private readonly entries: Told<PlayedDecision>[] = [];

  constructor(clock: EventClock) {
    this.clock = clock;
  }

  /** What the first event that is played finds. */
  begin({ champion, ledger }: MonitorState, now: number): void {
    if (this.reigns.length > 0) return;
    const found = { version: champion, from: now, until: null, by: null, why: 'served when this begins' };
    this.reigns.push([found, this.clock.moment(now)]);
    for (const entry of ledger) this.entries.push([entry, this.clock.moment(entry.at)]);
  }

  see(step: PlayedStep): void {
    const { before, event, state, effects, now } = step;
    const of = { at: now, seen: state.newestEventAt };
    const moment = this.clock.moment(now);
    if (event.type === 'command' && state.ledger !== before.ledger) {
      const { name, actor, comment } = event.command;
      const text = `${name} by ${actor}${comment && `: ${comment}`}`;
      this.all.push([{ ...of, kind: 'command', actor, text }, moment]);
    }
    for (const { key, code, reasons } of state.triggers)
      if (!before.triggers.some((one) => one.key === key))
        this.all.push([{ ...of, kind: 'trigger', text: `${code}: ${reasons.map(reasonText).join('; ')}` }, moment]);
    for (const effect of effects)
      if (effect.type === 'notify' && !effect.notice.repeated) this.all.push(...marksOf(effect.notice, step, moment));
    if (state.ledger !== before.ledger)
      for (const entry of state.ledger)
        if (entry.at === now && !before.ledger.includes(entry)) this.entries.push([entry, moment]);
    if (state.champion !== before.champion) this.served(step);
  }

  /** With what people have said of them. */
  judged(verdicts: readonly Marking[]): Mark[] {
    const said = new Map(verdicts.map(({ target, ...verdict }) => [target, verdict] as const));
    return this.all.map(([mark, standing]) => {
      const verdict = mark.id === undefined ? undefined : said.get(mark.id);
      return { ...mark, eventAt: this.clock.placeOf(standing), ...(verdict ? { verdict } : {}) };
    });
  }

  champions(): ChampionBand[] {
    const from = this.reigns.map(([, standing]) => this.clock.placeOf(standing));
    return this.reigns.map(([band], i) => ({ ...band, eventFrom: from[i]!, eventUntil: from[i + 1] ?? null }));
  }

  /** The ledger. */
  decisions(): PlayedDecision[] {
    return this.entries.map(([entry, standing]) => ({ ...entry, eventAt: this.clock.placeOf(standing) }));
  }

  // --- internal ---

  private served({ before, state, effects, now }: PlayedStep): void {
    const last = this.reigns.at(-1);
    if (last) last[0].until = now;
    const told = effects.flatMap((effect) =>
      effect.type === 'notify' && ['promoted', 'rolled-back', 'adopted'].includes(effect.notice.event)
        ? [effect.notice.text]
        : []
    );
    const by = before.rollback?.actor ?? before.adoption?.actor ?? before.approval?.decided?.actor ?? automaton;
    const why = told[0] ?? 'the registry said so';
    this.reigns.push([{ version: state.champion, from: now, until: null, by, why }, this.clock.moment(now)]);
  }
}

// --- internal ---

/** What is told, and where in event time it stands once all is played. */
type Told<T> = readonly [told: Omit<T, 'eventAt' | keyof EventSpan>, standing: Standing];

function marksOf(notice: Notice, { state, now }: PlayedStep, moment: Standing): Told<Mark>[] {
  const { event, text, subjects = [], outcome, release } = notice;
  const version = release?.version ?? outcome?.version;
  const about = {
    at: now,
    seen: state.newestEventAt,
    kind: event,
    text,
    ...(outcome ? { generation: outcome.generation, id: targetOf({ retrain: outcome.generation }) } : {}),
    ...(version === undefined ? {} : { version }),
  };
  if (event !== 'drift' || subjects.length === 0) return [[about, moment]];
  return subjects.map((subject, k) => {
    const [metric, segment, detector] = partsOf(subject);
    const reason = notice.reasons[k];
    const id = targetOf({ metric, segment, detector, at: now });
    const fired = firedAt(reason, state.series[seriesKey(metric, segment)], detector) ?? moment;
    return [{ ...about, text: reason?.text ?? text, id, metric, segment, detector }, fired];
  });
}

/** Event time of the value that fired; a notice has only its first reasons. */
function firedAt(reason: Reason | undefined, series: SeriesState | undefined, detector: string): number | undefined {
  if (reason && 'detectedAt' in reason) return reason.detectedAt;
  return series?.slots.find(({ id }) => id === detector)?.since;
}

/** A segment may hold slashes; metrics and detectors do not. */
function partsOf(subject: string): [metric: string, segment: string, detector: string] {
  const first = subject.indexOf('/');
  const last = subject.lastIndexOf('/');
  return [subject.slice(0, first), subject.slice(first + 1, Math.max(first + 1, last)), subject.slice(last + 1)];
}
