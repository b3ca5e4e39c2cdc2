import type { Artifact, DataWindow, Evaluation, GateReport, Lineage, Release } from '../src/core/state/lineage.ts';
import type { Delivery, NotifierFailure } from '../src/core/bounds/notice-log.ts';
import type { Challenger } from '../src/core/state/state.ts';
import type { JsonObject } from '../src/terms/json.ts';
import type { MonitorConfig, RetrainOutcome, RetrainRequest, RetrainSpec } from '../src/core/state/retrain.ts';
import type { KillSwitchReading } from '../src/terms/kill-switch-ids.ts';
import type { ModelCard, ModelQuery } from '../src/core/wire/model-card.ts';
import type { Notice, RegistryQuery } from '../src/core/state/events.ts';
import type { RegistryReading } from '../src/core/state-parts/registry-state.ts';
import type { Policy } from '../src/core/state/policy.ts';
import type { DataSelection, TrainRequest, TrainResult } from '../src/trainers/jobs.ts';
import type { PullOrder, PullSpan } from '../src/core/state-parts/pull.ts';
import type { PrunerSpec } from '../src/tuners/choose-pruner.ts';
import type { SearchSpace, Trial } from '../src/tuners/tuner.ts';
import type { WorkerCard } from '../src/core/wire/messages.ts';

/**
 * Everything that workflows ask of the outside world. The names have a prefix because a user's worker has its own
 * activities; `retrain.train`, `retrain.compare` and, for an external tuner, `retrain.propose` may run on another task
 * queue, in another language.
 */
export interface RetrainActivities {
  /** Asks a source for metrics, and signals the monitor what there is. */
  'retrain.pull'(job: PullJob): Promise<PullAnswer>;
  /** What the registry knows about a model when its monitor starts. */
  'retrain.recall'(query: {
    model: string;
    monitorId: string;
    tenant?: string | null;
    /** The trainer that reads the champion; absent in queries of older monitors. */
    trainer?: RegistryQuery['trainer'];
  }): Promise<{
    champion: string | null;
    generation: number;
    /** A challenger that still waits: of a later generation than the champion. */
    challenger?: Challenger | null;
    killSwitch?: KillSwitchReading | null;
    /** Absent from older workers. */
    registry?: RegistryReading;
    /** Run of the workflow that asked: one that was set back finds another's in its history. */
    runId?: string;
  }>;
  /** What it says about the champion now: people may have changed it. */
  'retrain.lookAtRegistry'(query: RegistryQuery): Promise<RegistryReading>;
  /** A person makes a version the champion; `registry` is the identity of the registry that holds it. */
  'retrain.adopt'(order: {
    model: string;
    changeId: string;
    version: string;
    actor: string;
    reason: string;
  }): Promise<{ version: string; previous: string | null; release?: Release; registry: string }>;
  /** The champion to start from, and which tuner to use. */
  'retrain.prepare'(request: RetrainRequest): Promise<RetrainPlan>;
  'retrain.propose'(query: ProposeQuery): Promise<JsonObject | null>;
  /** A trial stopped by its pruner fails for good with the type `TrialPruned` and `{ reports }` as its details. */
  'retrain.train'(job: TrainJob): Promise<TrainResult & { reports?: TrialReport[] }>;
  'retrain.compare'(job: CompareJob): Promise<Comparison>;
  'retrain.register'(order: RegisterOrder): Promise<{ version: string; release?: Release }>;
  /**
   * `waits` if a kill switch, a new policy, or a person's own choice of a champion, kept it from serving: then it is
   * the challenger, whichever alias was asked for; `because` says why.
   */
  'retrain.promote'(
    order: PromoteOrder
  ): Promise<{ version: string; previous: string | null; waits?: true; because?: string; release?: Release }>;
  /** The kill switch that holds the model; `null` if none does. */
  'retrain.readKillSwitch'(query: { model: string; tenant: string | null }): Promise<KillSwitchReading | null>;
  'retrain.rejectChallenger'(order: {
    model: string;
    registry?: string;
    changeId: string;
    version: string;
    actor: string;
    reason: string;
  }): Promise<void>;
  'retrain.rollBack'(order: {
    model: string;
    registry?: string;
    changeId: string;
    /** Only if this version serves. */
    from?: string;
    actor: string;
    reason: string;
  }): Promise<{ version: string; previous: string | null; release?: Release }>;
  /** The end of a retrain that has not reported; `null` while it runs. `runId`: the run that was started for it. */
  'retrain.lookUp'(query: { retrainId: string; generation: number; runId?: string }): Promise<RetrainOutcome | null>;
  /**
   * The policy that counts when a retrain passes the gate: it may have been tightened since; `null` without a monitor.
   */
  'retrain.readPolicy'(query: { model: string }): Promise<CurrentPolicy | null>;
  /** To all notifiers, until each has it: of runs that began before each had a lane of its own. */
  'retrain.notify'(notices: Notice[]): Promise<NotifyAnswer | undefined>;
  /** To all notifiers that answer, once; or to one that does not, until it has them. */
  'retrain.deliver'(delivery: Delivery): Promise<DeliveryAnswer | undefined>;
  /** What the registry knows of a model: for people, and for whoever serves it. */
  'retrain.readModel'(query: ModelQuery): Promise<ModelCard>;
  /** The names that this worker knows; a worker that only trains has it too. */
  'retrain.describeWorker'(): Promise<WorkerCard>;
  /**
   * Converts a monitor file as people write it to the core's complete form. `keepsLearnt`: options that the running
   * policy is too old for make no detector forget; older workers, and histories of theirs, do not say so.
   */
  'retrain.checkMonitor'(monitor: unknown): Promise<{ config: MonitorConfig; policy: Policy; keepsLearnt?: true }>;
}

/** What a monitor asks of a version before it may serve. */
export interface CurrentPolicy extends Pick<RetrainSpec, 'gate' | 'promotion'> {
  revision: number;
}

export interface RetrainPlan {
  champion: {
    version: string;
    artifact: Artifact;
    hyperparameters: JsonObject;
    /** Event time of the newest row it was trained on, if known. */
    trainedUntil?: number;
  } | null;
  /** The champion to replace without a comparison. */
  replaces?: string | null;
  /** Resolved name of the tuner. */
  tuner: string;
  /** The namespace has what a retrain writes at its end; absent: it must not. */
  searchAttributes?: true;
}

export interface ProposeQuery {
  tuner: string;
  space: SearchSpace;
  goal: 'maximize' | 'minimize';
  trials: Trial[];
  number: number;
  seed: number;
  /** Tried first: the champion's own. */
  first: JsonObject | null;
}

/** A training run; the attempt is filled in by the activity, which knows it. */
export interface TrainJob extends Omit<TrainRequest, 'attempt'> {
  trainer: string;
  /** Only for trials that a pruner may stop early. */
  pruning?: PruningQuery;
}

/** What a trial is compared with. A worker that cannot prune may ignore it: the trial then runs to its end. */
export interface PruningQuery {
  pruner: PrunerSpec;
  goal: 'maximize' | 'minimize';
  /** Earlier trials with their partial results at the start of this one. */
  trials: Trial[];
}

/** A partial result: per cent of training done, and the objective at that point. */
export type TrialReport = [percent: number, score: number];

export interface CompareJob {
  trainer: string;
  model: string;
  retrainId: string;
  champion: Artifact | null;
  challenger: Artifact;
  data: DataSelection;
  options: JsonObject;
  seed: number;
}

/** Both models on the same held-out rows. */
export interface Comparison {
  champion: Evaluation | null;
  challenger: Evaluation;
  holdout: DataWindow;
  /** Paired bootstrap over the rows' losses; `null` if a trainer gives none, or there is no champion. */
  paired: PairedTest | null;
}

export interface PairedTest {
  samples: number;
  /** Mean loss of the champion minus that of the challenger: above 0, the challenger is better. */
  meanGain: number;
  /** Probability of a gain this large if there were none. */
  pValue: number;
  /** Between these lies the mean gain in 95 of 100 resamples; absent where a trainer does not tell. */
  low?: number;
  high?: number;
}

export interface RegisterOrder {
  model: string;
  /** Identity of the registry that the monitor knows: any other refuses. */
  registry?: string;
  retrainId: string;
  versioning: 'patch' | 'strategy';
  artifact: Artifact;
  metrics: Record<string, number>;
  lineage: Lineage & { gate: GateReport };
  streams: string[];
  retuned: boolean;
  /** The highest version that the monitor knows, which its registry may have lost; empty for none. */
  above?: string;
}

/** `unheard`: all notices were repeats, and no notifier of this worker wants repeats. */
export interface NotifyAnswer {
  repeats: 'unheard';
}

export interface DeliveryAnswer extends Partial<NotifyAnswer> {
  /** Who did not take it. */
  failed?: NotifierFailure[];
  /** The one that it was for hears nothing of it, and was not asked. */
  asked?: false;
}

export interface PromoteOrder {
  model: string;
  /** Identity of the registry that the monitor knows: any other refuses. */
  registry?: string;
  retrainId: string;
  changeId: string;
  version: string;
  /** `champion` serves at once, `challenger` waits for a person. */
  alias: 'champion' | 'challenger';
  /** The champion that the challenger was compared with; if another serves by now, the promotion is refused. */
  expected?: string | null;
  /**
   * Nobody approved it: a kill switch that is on keeps it from serving, and so does a policy with another revision.
   */
  automatic?: { tenant: string | null; revision?: number };
  actor: string;
  reason: string;
}

/** A span of time to ask a source for. */
export type PullJob = PullOrder &
  PullSpan & {
    /** The answer says which queries failed, and the others count; absent: one that fails fails all. */
    each?: true;
    /** What these queries bring was passed over before: their batches are numbered on their own. */
    isLate?: true;
  };

export interface PullAnswer {
  /** Everything up to this time has been asked for. */
  until: number;
  values: number;
  /** Queries that the source refuses: why, by metric. */
  refused?: Record<string, string>;
  /** Metrics whose queries got no answer, and may get one: they are to be asked again for the same span. */
  unanswered?: string[];
  /** There is no monitor any more, and the schedule has gone with it. */
  isOver?: boolean;
}
