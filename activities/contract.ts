import type { Artifact, DataWindow, Evaluation, GateReport, Lineage, Release } from '../src/core/state/lineage.ts';
import type { Challenger } from '../src/core/state/state.ts';
import type { JsonObject } from '../src/terms/json.ts';
import type { MonitorConfig, RetrainOutcome, RetrainRequest, RetrainSpec } from '../src/core/state/retrain.ts';
import type { KillSwitchReading } from '../src/terms/kill-switch-ids.ts';
import type { Notice, RegistryQuery } from '../src/core/state/events.ts';
import type { RegistryReading } from '../src/core/state/registry-state.ts';
import type { Policy } from '../src/core/state/policy.ts';
import type { DataSelection, TrainRequest, TrainResult } from '../src/trainers/jobs.ts';
import type { PrunerSpec } from '../src/tuners/choose-pruner.ts';
import type { SearchSpace, Trial } from '../src/tuners/tuner.ts';

/**
 * Everything workflows ask of the world. The names carry a prefix because a user's worker has activities of its own;
 * `retrain.train`, `retrain.compare` and, for an external tuner, `retrain.propose` may run on another task queue, in
 * another language.
 */
export interface RetrainActivities {
  /** What the registry knows of a model when its monitor starts. */
  'retrain.recall'(query: {
    model: string;
    monitorId: string;
    tenant?: string | null;
    /** By whom the champion could be read; absent in questions of older monitors. */
    trainer?: RegistryQuery['trainer'];
  }): Promise<{
    champion: string | null;
    generation: number;
    /** One that still waits: of a later generation than the champion. */
    challenger?: Challenger | null;
    killSwitch?: KillSwitchReading | null;
    /** Absent from workers of before it was told. */
    registry?: RegistryReading;
    /** Run of the workflow that asked: one that was set back finds another's in its history. */
    runId?: string;
  }>;
  /** What it says of the champion now: people may have been at it. */
  'retrain.lookAtRegistry'(query: RegistryQuery): Promise<RegistryReading>;
  /** A person makes a version of the registry the champion; `registry` is the identity of the one that has it. */
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
  /** A trial that its pruner stops fails for good with the type `TrialPruned` and `{ reports }` as its details. */
  'retrain.train'(job: TrainJob): Promise<TrainResult & { reports?: TrialReport[] }>;
  'retrain.compare'(job: CompareJob): Promise<Comparison>;
  'retrain.register'(order: RegisterOrder): Promise<{ version: string; release?: Release }>;
  /**
   * `waits` when a kill switch, a new policy, or a person's own choice of a champion, kept it from serving: it is the challenger then,
   * whatever alias was asked for; `because` says why.
   */
  'retrain.promote'(
    order: PromoteOrder
  ): Promise<{ version: string; previous: string | null; waits?: true; because?: string; release?: Release }>;
  /** The kill switch that holds the model; `null` when none does. */
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
    /** Only when this version serves. */
    from?: string;
    actor: string;
    reason: string;
  }): Promise<{ version: string; previous: string | null; release?: Release }>;
  /** How a retrain ended that has not reported; `null` while it runs. `runId`: of the workflow that was started for it. */
  'retrain.lookUp'(query: { retrainId: string; generation: number; runId?: string }): Promise<RetrainOutcome | null>;
  /** The policy that counts when a retrain is judged: it may have been tightened since; `null` without a monitor. */
  'retrain.readPolicy'(query: { model: string }): Promise<CurrentPolicy | null>;
  'retrain.notify'(notices: Notice[]): Promise<NotifyAnswer | undefined>;
  /** A monitor file as people write it, in the complete form the core works by. */
  'retrain.checkMonitor'(monitor: unknown): Promise<{ config: MonitorConfig; policy: Policy }>;
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
    /** Event time of the newest row it was trained on, where that is known. */
    trainedUntil?: number;
  } | null;
  /** The champion that is to be replaced without being compared with. */
  replaces?: string | null;
  /** Resolved name of the tuner. */
  tuner: string;
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
  /** Only for trials that may be stopped early. */
  pruning?: PruningQuery;
}

/** What a trial is held against. A worker that cannot prune may ignore it: the trial then runs to its end. */
export interface PruningQuery {
  pruner: PrunerSpec;
  goal: 'maximize' | 'minimize';
  /** Earlier trials with their partial results, as they were when this one began. */
  trials: Trial[];
}

/** A partial result: per cent of the training that is done, and the objective there. */
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
  /** Paired bootstrap over the rows' losses; `null` when a trainer gives none, or there is no champion. */
  paired: PairedTest | null;
}

export interface PairedTest {
  samples: number;
  /** Mean loss of the champion minus that of the challenger: above 0 the challenger is better. */
  meanGain: number;
  /** Probability of so large a gain were there none. */
  pValue: number;
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
}

/** `unheard`: all of it was told again, and nobody on this worker wants that. */
export interface NotifyAnswer {
  repeats: 'unheard';
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
  /** The champion that the challenger was compared with; should another serve by now, the promotion is refused. */
  expected?: string | null;
  /**
   * Nobody has approved it: a kill switch that is on keeps it from serving, and so does a policy that is no longer the one
   * of that revision.
   */
  automatic?: { tenant: string | null; revision?: number };
  actor: string;
  reason: string;
}
