import { initialState } from '../core/initial-state.ts';
import { compareSemVer } from '../terms/semver.ts';
import { nextDeadline } from '../core/view/deadline.ts';
import { step } from '../core/step.ts';
import type { Decision } from '../core/state/decision.ts';
import type { Effect, MonitorEvent } from '../core/state/events.ts';
import type { GateReport } from '../core/state/lineage.ts';
import type { MetricSeries } from '../core/wire/batch.ts';
import type { MonitorConfig, RetrainOutcome } from '../core/state/retrain.ts';
import type { MonitorState } from '../core/state/state.ts';
import type { Policy } from '../core/state/policy.ts';

/** How the retrains of a simulated monitor end. */
export interface RetrainRule {
  takesMs: number;
  outcome: 'promoted' | 'rejected' | 'failed';
  /** How they really ended, by generation; the rule above applies to the others. */
  recorded?: ReadonlyMap<number, RecordedRetrain>;
}

/** One retrain as the monitor saw it. */
export interface RecordedRetrain {
  startedAt: number | null;
  finishedAt: number;
  outcome: RetrainOutcome;
}

export interface SimulationOptions {
  config: MonitorConfig;
  policy: Policy;
  /**
   * What the monitor knows when it starts; `generation` is the newest that was ever trained. Without one the history is
   * of a model that serves, be its version known or not.
   */
  start: { at: number; champion: string | null; generation?: number };
  retrains: RetrainRule;
}

/**
 * A monitor without a server: the same `step`, woken at the same deadlines, on the clock of its observations. Retrains
 * are not trained; they end by a rule.
 */
export class Simulation {
  state: MonitorState;
  now: number;
  /** Every entry of the ledger, none of them shortened. */
  readonly entries: Decision[] = [];
  readonly promotions: { at: number; version: string }[] = [];
  private readonly retrains: RetrainRule;
  /** Upcoming events, soonest first. */
  private coming: { at: number; event: MonitorEvent }[] = [];
  private seq = 0;

  constructor({ config, policy, start: { at, champion, generation }, retrains }: SimulationOptions) {
    // Nothing to shadow or roll back: the history shows what served. Except when it is the monitor's own.
    const probation = retrains.recorded ? config.retrain.probation : null;
    const watched = { ...config, retrain: { ...config.retrain, probation } };
    // Nobody keeps alerts that need repeating.
    const quiet = { ...policy, repeatAlertsMs: null };
    const recalled = { champion, generation: generation ?? 0 };
    const foundServing = champion === null && generation === undefined ? unnamedVersion : null;
    // Trails are for views of a live monitor.
    this.state = {
      ...initialState({ config: watched, policy: quiet, now: at, recalled }),
      trails: 'later',
      foundServing,
    };
    this.now = at;
    this.retrains = retrains;
  }

  /**
   * Lets time pass, and wakes the monitor wherever its alarm would have.
   *
   * @returns whether it was woken
   */
  pass(to: number): boolean {
    let isWoken = false;
    for (let at = this.nextWake(); at <= to; at = this.nextWake()) {
      this.now = Math.max(this.now, at);
      isWoken = true;
      const due = this.coming[0];
      if (due && due.at <= this.now) {
        this.coming.shift();
        this.apply(due.event);
      } else this.apply({ type: 'tick' });
    }
    this.now = Math.max(this.now, to);
    return isWoken;
  }

  /** When the next event without an observation is due. */
  nextWake(): number {
    const deadline = nextDeadline(this.state, this.now)?.at ?? Number.POSITIVE_INFINITY;
    return Math.min(deadline, this.coming[0]?.at ?? Number.POSITIVE_INFINITY);
  }

  /** A batch arrives now. */
  take(series: MetricSeries[]): void {
    this.seq += 1;
    this.apply({ type: 'batch', batch: { source: 'history', seq: this.seq, series } });
  }

  /**
   * Processes several batches as one, arriving at `to`, only if they change nothing, so their exact time does not
   * matter. The caller makes sure that no wake-up is due in between.
   *
   * @param heard when each of these streams was heard last, by its key; those that are not in it: at `to`
   */
  takeIfQuiet(series: MetricSeries[], to: number, heard: ReadonlyMap<string, number>): boolean {
    const event: MonitorEvent = { type: 'batch', batch: { source: 'history', seq: this.seq + 1, series } };
    const { state, effects } = step(this.state, event, to);
    if (effects.length > 0 || state.ledger.length > 0) return false;
    this.seq += 1;
    this.state = heardThen(state, heard);
    this.now = to;
    return true;
  }

  /** The history was measured on a newer version than the serving one: it had been promoted by then. */
  adoptIfNewer(version: string): void {
    const { champion, retired, generation } = this.state;
    if (!isNewer(version, champion, retired)) return;
    this.promotions.push({ at: this.now, version });
    this.apply({ type: 'promoted', generation, version, previous: champion });
  }

  isNewer(version: string | null): boolean {
    return version !== null && isNewer(version, this.state.champion, this.state.retired);
  }

  // --- internal ---

  private apply(event: MonitorEvent): void {
    const { state, effects } = step(this.state, event, this.now);
    // The ledger is bounded because of the event history; here every entry is kept, and the state starts without any.
    this.entries.push(...state.ledger);
    this.state = state.ledger.length > 0 ? { ...state, ledger: [] } : state;
    for (const effect of effects) this.carryOut(effect);
  }

  private carryOut(effect: Effect): void {
    const { probation } = this.state;
    if (effect.type === 'roll-back' && probation)
      this.schedule(this.now, { type: 'rolled-back', version: probation.against, previous: probation.version });
    if (effect.type !== 'start-retrain') return;
    const { generation } = effect.request;
    const recorded = this.retrains.recorded?.get(generation);
    if (recorded && recorded.finishedAt >= this.now) {
      const { startedAt, finishedAt, outcome } = recorded;
      const at = Math.max(startedAt ?? this.now, this.now);
      this.schedule(at, { type: 'retrain-started', generation, at });
      this.schedule(finishedAt, { type: 'retrain-finished', outcome });
      return;
    }
    this.schedule(this.now, { type: 'retrain-started', generation, at: this.now });
    const finishedAt = this.now + this.retrains.takesMs;
    this.schedule(finishedAt, { type: 'retrain-finished', outcome: this.outcomeOf(generation, finishedAt) });
  }

  private schedule(at: number, event: MonitorEvent): void {
    this.coming.push({ at, event });
    this.coming.sort((a, b) => a.at - b.at);
  }

  /** A simulated promotion keeps the version's name, because the history's version does not change. */
  private outcomeOf(generation: number, finishedAt: number): RetrainOutcome {
    const { outcome } = this.retrains;
    if (outcome === 'failed') return { generation, status: outcome, finishedAt };
    if (outcome === 'rejected') return { generation, status: outcome, gate: noBetter, finishedAt };
    const champion = this.state.champion ?? unnamedVersion;
    return { generation, status: 'promoted', version: champion, previousVersion: champion, finishedAt };
  }
}

// --- internal ---

/** What the gate says of a candidate that is as good as the champion: it keeps every rule but that of the gain. */
const noBetter: GateReport = {
  passed: false,
  checks: [
    {
      rule: 'minimum-gain',
      metric: 'simulated',
      champion: 0,
      challenger: 0,
      limit: 0,
      passed: false,
      text: 'no better than the champion',
    },
  ],
  champion: null,
  challenger: { metrics: {}, samples: 0 },
  holdout: { from: null, to: null, samples: 0 },
};

/** What serves where a history does not say it. */
const unnamedVersion = 'simulated';

/** Silence, and the closing of windows, count from when a stream was really heard. */
function heardThen(state: MonitorState, heard: ReadonlyMap<string, number>): MonitorState {
  const earlier: MonitorState['series'] = {};
  for (const [key, at] of heard) {
    const series = state.series[key];
    if (series && series.heardAt > at) earlier[key] = { ...series, heardAt: at };
  }
  return heard.size === 0 ? state : { ...state, series: { ...state.series, ...earlier } };
}

function isNewer(version: string, champion: string | null, retired: readonly string[]): boolean {
  if (version === champion || retired.includes(version)) return false;
  return champion === null || (compareSemVer(version, champion) ?? 1) > 0;
}
