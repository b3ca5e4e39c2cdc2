import type { Explanation } from '../core/wire/answers.ts';
import { withTrails } from './season/with-trails.ts';
import { explain } from '../core/view/explain.ts';
import { findingsOf } from './findings.ts';
import { incidentsOf, type Incident } from './incidents.ts';
import { playHistory } from './play-history.ts';
import { finish, type Steps } from './steps.ts';
import { Recorder, type Trace } from './recorder.ts';
import { formatDuration } from '../terms/time-text.ts';
import { retrainsOf, type BacktestRetrain } from './retrains.ts';
import { Simulation, type RetrainRule, type SimulationOptions } from './simulation.ts';
import type { Counts } from '../core/state-parts/counts.ts';
import type { Decision } from '../core/state/decision.ts';
import type { History } from './history.ts';
import type { MonitorConfig } from '../core/state/retrain.ts';
import type { Policy } from '../core/state/policy.ts';

export interface BacktestOptions {
  config: MonitorConfig;
  policy: Policy;
  history: History;
  retrains: RetrainRule;
  /** When the monitor would have started, and what it knew. @default at the first batch, with its version */
  start?: SimulationOptions['start'];
  /** How long the monitor goes on, be there values or not. @default until the last batch */
  until?: number;
  /** What one retrain costs, in any unit. */
  cost?: number;
  /** Called with the share of the history that is done. */
  onProgress?: (share: number) => void;
}

/** What a policy would have done. */
export interface Backtest {
  model: string;
  from: number;
  to: number;
  observations: number;
  /** How the retrains were simulated, in words. */
  rule: string;
  retrains: BacktestRetrain[];
  /** The same, grouped by the drift that asked for them. */
  incidents: Incident[];
  /** What is odd about the result, and what to do: a sentence each. */
  findings: string[];
  /** Every entry of the ledger, oldest first. */
  ledger: Decision[];
  /** Versions that the history itself moves to. */
  promotions: { at: number; version: string }[];
  cost: Cost;
  /** Metrics of the policy that have no values in the history. */
  missing: string[];
  counts: Counts;
  /** The monitor at the end of the history. */
  end: Explanation;
  /** Data for the plots. */
  traces: Trace[];
}

export interface Cost {
  retrains: number;
  soft: number;
  full: number;
  /** Time spent training. */
  trainingMs: number;
  /** `null` without a price. */
  total: number | null;
}

/** Plays the history to a monitor with that policy, using the same `step` as in production. */
export function backtest(options: BacktestOptions): Backtest {
  return finish(backtestSteps(options));
}

/** The same, in steps of milliseconds. */
export function* backtestSteps(options: BacktestOptions): Steps<Backtest> {
  const { config, policy, history, retrains: rule, cost, onProgress } = options;
  const { streams, stream, arrivals, size } = history;
  const champion = size > 0 ? streams[stream[0]!]!.version : null;
  const start = options.start ?? { at: arrivals[0] ?? 0, champion };
  const simulation = new Simulation({ config, policy, start, retrains: rule });
  const recorder = new Recorder(history);
  const every = Math.max(1, Math.ceil(size / pauses));
  for (const taken of playHistory(simulation, history, every)) {
    recorder.look(simulation.state, taken);
    onProgress?.(taken / size);
    yield;
  }
  if (options.until !== undefined) simulation.pass(options.until);
  const { state, entries, promotions, now } = simulation;
  const retrains = retrainsOf(entries);
  const seen = new Set(streams.map(({ metric }) => metric));
  return {
    model: config.model,
    from: arrivals[0] ?? start.at,
    to: now,
    observations: size,
    rule: describeRule(rule),
    retrains,
    incidents: incidentsOf(retrains, { cooldownMs: policy.holds.cooldownMs, takesMs: rule.takesMs, history }),
    findings: findingsOf({ policy, history, retrains, starts: startsOf(start.at, retrains, promotions) }),
    ledger: entries,
    promotions,
    cost: costOf(retrains, rule.takesMs, cost),
    missing: policy.metrics.map(({ name }) => name).filter((name) => !seen.has(name)),
    counts: state.counts,
    end: explain({ ...withTrails(state, history), ledger: entries.slice(-policy.ledgerSize) }, now),
    traces: recorder.traces(),
  };
}

// --- internal ---

function startsOf(
  begin: number,
  retrains: readonly BacktestRetrain[],
  promotions: readonly { at: number }[]
): number[] {
  const own = retrains.flatMap(({ status, finishedAt }) => (status === 'promoted' && finishedAt ? [finishedAt] : []));
  return [begin, ...own, ...promotions.map(({ at }) => at)].toSorted((a, b) => a - b);
}

/** How often the detectors are sampled: as often as a plot has room for. */
const pauses = 1_500;

function costOf(retrains: readonly BacktestRetrain[], takesMs: number, price: number | undefined): Cost {
  const full = retrains.filter(({ kind }) => kind === 'full').length;
  const trainingMs = retrains.reduce((sum, { at, finishedAt }) => sum + (finishedAt ?? at + takesMs) - at, 0);
  return {
    retrains: retrains.length,
    soft: retrains.length - full,
    full,
    trainingMs,
    total: price === undefined ? null : price * retrains.length,
  };
}

function describeRule({ takesMs, outcome, recorded }: RetrainRule): string {
  const effect = {
    promoted: 'is promoted, so that detectors start over on what follows',
    rejected: 'is rejected by its gate, so that nothing else changes',
    failed: 'fails, so that nothing else changes',
  }[outcome];
  const rule = `every retrain takes ${formatDuration(takesMs)} and ${effect}; no retrain changes the history itself`;
  return recorded ? `retrains end as they really did; for one that was never run, ${rule}` : rule;
}
