import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  log,
  patched,
} from '@temporalio/workflow';
import { propose, readReports, train } from './training-jobs.ts';
import type { DataSelection } from '../src/trainers/jobs.ts';
import type { JsonObject } from '../src/terms/json.ts';
import type { PruningQuery, RetrainPlan, TrialReport } from '../activities/contract.ts';
import type { RetrainRequest } from '../src/core/state/retrain.ts';
import type { Trial } from '../src/tuners/tuner.ts';

/** A search for hyper-parameters and its state: plain JSON, so that it survives continue-as-new. */
export interface StudyState {
  request: RetrainRequest;
  plan: RetrainPlan;
  kind: 'soft' | 'full';
  data: DataSelection;
  /** The time budget counts from here. */
  startedAt: number;
  /** In the order they were proposed; each with its partial results where the study prunes. */
  trials: Trial[];
  /** Why the newest trial that failed did so. */
  failure?: string;
  /** Why every other trial would fail too. */
  hopeless?: string;
}

/**
 * Runs trials, several at a time, until the budget in trials or in time is used up, the tuner has nothing left to
 * propose, or `pause` says so. Every trial that ends is in `state.trials` at once: a crash loses none but those in
 * flight, and those are tried again by Temporal.
 */
export class Study {
  readonly state: StudyState;
  private readonly show: () => void;
  private readonly pause: () => boolean;
  private exhausted = false;
  /** Of trials that no retry could help, once each. */
  private readonly hopeless = new Set<string>();

  constructor(state: StudyState, show: () => void, pause: () => boolean = () => false) {
    this.state = state;
    this.show = show;
    this.pause = pause;
  }

  /** Whether nothing is left to try. */
  get done(): boolean {
    const { trials, request } = this.state;
    return this.exhausted || trials.length >= request.spec.tuning.trials;
  }

  async run(): Promise<void> {
    const { timeBudgetMs, parallel, trials } = this.state.request.spec.tuning;
    const length = trialsAtOnce({ parallel, trials });
    const runs = (): Promise<void>[] => Array.from({ length }, () => this.runTrials());
    if (timeBudgetMs === undefined) return void (await Promise.all(runs()));
    const left = this.state.startedAt + timeBudgetMs - Date.now();
    if (left > 0) await withinBudget(left, runs);
    if (this.state.startedAt + timeBudgetMs <= Date.now()) this.cutOff();
  }

  /** Takes the next trial number again and again until there is none left. */
  private async runTrials(): Promise<void> {
    const { trials } = this.state;
    while (!this.done && !this.pause()) {
      const trial: Trial = { number: trials.length, params: {}, state: 'running', value: null };
      const before = trials.map(forTuner);
      trials.push(trial);
      const params = await this.propose(before, trial.number);
      if (params === null) {
        trials.splice(trials.indexOf(trial), 1);
        this.exhausted = true;
        return;
      }
      trial.params = params;
      this.show();
      await this.runTrial(trial);
      this.show();
    }
  }

  private propose(trials: Trial[], number: number): Promise<JsonObject | null> {
    const { request, plan } = this.state;
    const { space, goal, seed } = request.spec.tuning;
    const known = knownHyperparameters(this.state);
    const names = Object.keys(space).filter((name) => name in known);
    // Parameters missing from the first proposal are drawn; a conditional one may well be missing.
    const first = names.length > 0 ? Object.fromEntries(names.map((name) => [name, known[name] ?? null])) : null;
    const query = { tuner: plan.tuner, space, goal, trials, number, seed: seed + request.generation, first };
    return propose(request.spec.trainer, query);
  }

  /** A failed trial is a result too: the study goes on without it. */
  private async runTrial(trial: Trial): Promise<void> {
    const { request, plan, kind, data } = this.state;
    const { spec, model, retrainId, generation } = request;
    const { tuning } = spec;
    try {
      const summary = `trial ${trial.number}: ${JSON.stringify(trial.params)}`.slice(0, 190);
      const result = await train(spec.trainer, summary, {
        model,
        retrainId,
        kind,
        base: kind === 'soft' ? (plan.champion?.artifact ?? null) : null,
        hyperparameters: { ...knownHyperparameters(this.state), ...trial.params },
        seed: tuning.seed + generation,
        data,
        trial: { number: trial.number, metric: tuning.metric },
        ...this.pruning(),
      });
      const value = result.metrics[tuning.metric];
      trial.state = value === undefined ? 'failed' : 'complete';
      trial.value = value ?? null;
      if (result.reports) trial.intermediate = result.reports;
      if (value === undefined) this.lacksMetric(Object.keys(result.metrics));
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure || error instanceof ApplicationFailure))
        throw error;
      const reports = error instanceof ActivityFailure ? reportsOfPruned(error) : undefined;
      trial.state = reports ? 'pruned' : 'failed';
      trial.value = reports?.at(-1)?.[1] ?? null;
      if (reports) trial.intermediate = reports;
      else {
        const message = error.cause?.message ?? error.message;
        log.warn('trial failed', { trial: trial.number, error: message });
        this.state.failure = message.slice(0, longestFailure);
        if (this.isHopeless(error) && patched('hopeless-study')) this.giveUp();
      }
    }
  }

  private lacksMetric(reported: readonly string[]): void {
    const { trainer, tuning } = this.state.request.spec;
    const got = reported.slice(0, 20).join(', ') || 'none';
    const wanted = `Expected \`${trainer.name}\` to report \`${tuning.metric}\`, the metric of the search`;
    const message = `${wanted}, got ${got}`.slice(0, longestFailure);
    log.warn('the trainer reports no such metric', { metric: tuning.metric });
    this.state.failure = message;
    if (this.comesAgain(message) && patched('hopeless-metric')) this.giveUp();
  }

  private giveUp(): void {
    this.exhausted = true;
    if (this.state.failure !== undefined) this.state.hopeless = this.state.failure;
  }

  /**
   * Whether every other trial would fail too: the failure says so, or no trial has ended well and one with other
   * parameters has failed for good with the very same words. The retrain then fails with them.
   */
  private isHopeless(error: ActivityFailure | ApplicationFailure): boolean {
    const failure = error instanceof ActivityFailure ? error.cause : error;
    if (!(failure instanceof ApplicationFailure) || !failure.nonRetryable) return false;
    const details = failure.details?.[0] as { everyTrial?: unknown } | null | undefined;
    if (failure.type === 'ConfigurationError' || details?.everyTrial === true) return true;
    return this.comesAgain(failure.message);
  }

  private comesAgain(message: string): boolean {
    const isKnown = this.hopeless.has(message);
    this.hopeless.add(message);
    return isKnown && this.state.trials.every(({ state }) => state === 'failed' || state === 'running');
  }

  private pruning(): { pruning?: PruningQuery } {
    const { pruner, goal } = this.state.request.spec.tuning;
    if (!pruner) return {};
    const peers = this.state.trials.filter(({ intermediate }) => intermediate !== undefined).slice(-maxPeers);
    return { pruning: { pruner, goal, trials: peers.map((peer) => ({ ...peer, params: {} })) } };
  }

  /** Trials that the time budget ended. */
  private cutOff(): void {
    this.exhausted = true;
    for (const trial of this.state.trials) if (trial.state === 'running') trial.state = 'pruned';
    this.show();
  }
}

/** Used for parameters outside the search space, and tried first. */
export function knownHyperparameters({ request, plan }: Pick<StudyState, 'request' | 'plan'>): JsonObject {
  return { ...request.spec.hyperparameters, ...plan.champion?.hyperparameters };
}

/** More than there are trials would have nothing to do; and whoever starts a study by hand may ask for a billion. */
export function trialsAtOnce({ parallel, trials }: { parallel: number; trials: number }): number {
  const count = Math.min(parallel, trials, maxParallel);
  return count >= 1 ? Math.floor(count) : 1;
}

/** A tuner needs at most the last partial result. */
export function forTuner({ intermediate, ...trial }: Trial): Trial {
  const last = trial.state === 'pruned' ? intermediate?.at(-1) : undefined;
  return last ? { ...trial, intermediate: [last] } : trial;
}

// --- internal ---

/** The most that a policy may ask for. */
const maxParallel = 1_000;

/** As much of a failure as the note of a retrain has room for. */
const longestFailure = 300;

/** The newest so many trials tell where a trial should stand; all of a large study would fill the history. */
const maxPeers = 100;

async function withinBudget(ms: number, runs: () => Promise<void>[]): Promise<void> {
  const outer = CancellationScope.current();
  const ends = await CancellationScope.withTimeout(ms, () => Promise.allSettled(runs()));
  for (const end of ends)
    if (end.status === 'rejected' && (outer.consideredCancelled || !isCancellation(end.reason))) throw end.reason;
}

function reportsOfPruned({ cause }: ActivityFailure): TrialReport[] | undefined {
  if (!(cause instanceof ApplicationFailure) || cause.type !== 'TrialPruned') return undefined;
  const details = cause.details?.[0] as { reports?: unknown } | null | undefined;
  return readReports(details?.reports) ?? [];
}
