import { cloneJson } from '../../terms/json.ts';
import { slotKey } from './series.ts';
import { withDecision } from './ledger.ts';
import type { Decision, Reason } from './decision.ts';
import type { Effect, Notice } from './events.ts';
import type { MonitorState, SeriesState, SlotState, Trigger } from './state.ts';
import type { RetrainOutcome } from './retrain.ts';

/** How many detectors hold each term of each rule: in all, and on streams that are not silent. */
export interface RuleTally {
  all: number[][];
  heard: number[][];
}

/**
 * The state under change during one `step`. The state that came in stays as it was: the top level is copied at once,
 * a series only when it is touched, so that a batch costs what it changes and not what the monitor knows.
 */
export class Draft {
  readonly state: MonitorState;
  readonly effects: Effect[] = [];
  readonly now: number;
  private readonly fresh = new Set<string>();
  /** Kept up to date while levels change; code that changes series in other ways evaluates the rules again. */
  tally: RuleTally | undefined;
  /** What long names of segments take by now; kept by whoever gives them room, and undefined until one is met. */
  extraNameBytes: number | undefined;
  /** A person's wish that has just joined others that wait for the same retrain. */
  joined: Trigger | undefined;
  /** Why the circuit breaker has just opened; the ledger has it behind what opened it. */
  breakerOpened: string | undefined;
  private segmentCounts: Map<string, number> | undefined;
  private noticeCount = 0;
  /** Whether this step left an entry in the ledger. */
  decided = false;
  /**
   * Drifts entered and left during this step, by trigger key: told to people once a step, however often a metric flaps.
   */
  readonly entered = new Map<string, Reason>();
  readonly recovered = new Map<string, string>();
  /** Slots in drift and silent streams that were restarted or removed; kept until a notice has named them. */
  private readonly dropped = new Set<string>();

  constructor(before: MonitorState, now: number) {
    this.now = now;
    this.state = {
      ...before,
      series: { ...before.series },
      counts: { ...before.counts },
      sources: before.sources,
      triggers: before.triggers.map((trigger) => ({ ...trigger })),
      incident: { ...before.incident },
    };
  }

  /** The series, as a copy that may be changed. */
  series(key: string): SeriesState | undefined {
    const found = this.state.series[key];
    if (!found || this.fresh.has(key)) return found;
    const copy = cloneJson(found);
    this.state.series[key] = copy;
    this.fresh.add(key);
    return copy;
  }

  addSeries(key: string, series: SeriesState): SeriesState {
    if (series.segment !== '') this.countSegments().set(series.metric, this.segmentsOf(series.metric) + 1);
    this.state.series[key] = series;
    this.fresh.add(key);
    return series;
  }

  /** How many segments of that metric have a state of their own; counted once a step, not once a series. */
  segmentsOf(metric: string): number {
    return this.countSegments().get(metric) ?? 0;
  }

  /** At most the monitor's own time, so that a wrong clock makes nothing that comes after it look old. */
  sawEvent(at: number): void {
    this.state.newestEventAt = Math.min(this.now, Math.max(this.state.newestEventAt ?? at, at));
  }

  /** Adds an entry to the ledger. What is left out is empty. */
  record(entry: Entry): void {
    const { policy, policyRevision, ledger, edition } = this.state;
    const { decision, reasonCodes, reasons = [], heldBy = [], evidence = [], ...rest } = entry;
    const { severity = 'none', generation = null, ...more } = rest;
    this.decided = true;
    const at = this.now;
    const whole = {
      at,
      policyRevision,
      decision,
      reasonCodes,
      reasons,
      heldBy,
      evidence,
      severity,
      generation,
      ...more,
    };
    this.state.ledger = withDecision(ledger, whole, { maxEntries: policy.ledgerSize, edition });
  }

  /** Adds an entry that is a sentence and no decision about a retrain. */
  note(decision: 'settled' | 'none', reasonCodes: string[], generation: number | null, note: string): void {
    this.record({ decision, reasonCodes, generation, note: note.slice(0, maxNote) });
  }

  /** Tells people. What is left out is empty. */
  notify(news: News): void {
    const { config, counts } = this.state;
    const { model, tenant } = config;
    const { event, severity = 'none', text, reasons = [], holds = [], ...more } = news;
    const id = `${model}/${this.now}/${counts.evaluations}/${this.noticeCount}`;
    this.noticeCount += 1;
    const notice = { id, at: this.now, model, tenant, ...bounded({ event, severity, text, reasons, holds, ...more }) };
    this.effects.push({ type: 'notify', notice });
  }

  /** Its detectors restart or go away: those who heard of its drift must hear that it is over. */
  dropSlots(series: SeriesState, isDropped: (slot: SlotState) => boolean = () => true): void {
    for (const slot of series.slots) {
      if (!slot.latched || !isDropped(slot)) continue;
      const key = slotKey(series, slot);
      this.entered.delete(key);
      this.dropped.add(key);
    }
  }

  dropSeries(series: SeriesState): void {
    this.dropSlots(series);
    if (series.silent) this.dropped.add(`${series.metric}/${series.segment}`);
  }

  /** A metric that was never reported, which has no series to be dropped with. */
  dropUnheard(metric: string): void {
    this.dropped.add(`${metric}/`);
  }

  /** For the notice of what has dropped them; what does not fit waits for the next one. */
  takeDropped(): { subjects?: string[] } {
    const subjects = [...this.dropped].slice(0, maxSubjects);
    for (const subject of subjects) this.dropped.delete(subject);
    return subjects.length === 0 ? {} : { subjects };
  }

  private countSegments(): Map<string, number> {
    if (!this.segmentCounts) {
      this.segmentCounts = new Map();
      for (const { metric, segment } of Object.values(this.state.series))
        if (segment !== '') this.segmentCounts.set(metric, (this.segmentCounts.get(metric) ?? 0) + 1);
    }
    return this.segmentCounts;
  }
}

/** Counts a batch that cannot be used and keeps the reason; a monitor never stops over one. */
export function refuse(draft: Draft, reason: string): void {
  draft.state.counts.refusedBatches += 1;
  draft.state.refused = [...draft.state.refused, { at: draft.now, reason: reason.slice(0, 300) }].slice(-20);
}

/** Keeps a reason without counting a refused batch: the rest of the batch was good. */
export function refuseQuietly(draft: Draft, reason: string): void {
  const last = draft.state.refused.at(-1);
  if (last?.reason === reason) return;
  draft.state.refused = [...draft.state.refused, { at: draft.now, reason }].slice(-20);
}

// --- internal ---

type Entry = Pick<Decision, 'decision' | 'reasonCodes'> & Partial<Omit<Decision, 'at' | 'policyRevision'>>;
type News = Pick<Notice, 'event' | 'text'> & Partial<Omit<Notice, 'id' | 'at' | 'model' | 'tenant'>>;

/** Characters of a sentence in the ledger. */
const maxNote = 400;
const maxSubjects = 50;
/** Longest outcome that is told whole, as JSON; the gate report of a hundred slices is with the version. */
const maxOutcome = 30_000;

/** Up to two hundred undelivered notices are carried over; together they must stay far below the server's limit. */
function bounded<N extends Pick<Notice, 'text' | 'reasons' | 'subjects' | 'outcome'>>(notice: N): N {
  const { text, reasons, subjects, outcome } = notice;
  return {
    ...notice,
    text: text.length > 1_000 ? `${text.slice(0, 999)}…` : text,
    reasons: reasons.slice(0, 8),
    ...(subjects ? { subjects: subjects.slice(0, maxSubjects) } : {}),
    ...(outcome && JSON.stringify(outcome).length > maxOutcome ? { outcome: withoutReport(outcome) } : {}),
  };
}

function withoutReport(outcome: RetrainOutcome): RetrainOutcome {
  const { gate: _, metrics: __, ...rest } = outcome;
  return rest;
}
