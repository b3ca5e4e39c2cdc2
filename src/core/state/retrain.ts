import type { PullSpec } from '../state-parts/pull.ts';
import type { Evidence, Reason } from './decision.ts';
import type { GateReport, Release } from './lineage.ts';
import type { JsonObject } from '../../terms/json.ts';
import type { PrunerSpec } from '../../tuners/choose-pruner.ts';
import type { SearchSpace } from '../../tuners/tuner.ts';

/** How to retrain: the part of a monitor's configuration that the retrain workflow works by. */
export interface RetrainSpec {
  trainer: {
    /** Name the worker registered it under. */
    name: string;
    /** Handed to the trainer as they are. */
    options: JsonObject;
    /** Where its activities run. @default the monitor's own task queue */
    taskQueue?: string;
    /** Start of the URI of every model it makes; anything else is refused. @default anywhere */
    artifacts?: string;
    /** One attempt at training or evaluating may take this long. */
    timeoutMs: number;
    /** An attempt that shows no sign of life for this long is given up and retried. */
    heartbeatTimeoutMs: number;
    /** Retries after the first attempt, and the pause before each. */
    retries: number;
    retryIntervalMs: number;
  };
  /** Starting point for the first model, and what is used where the search space is silent. */
  hyperparameters: JsonObject;
  tuning: {
    /**
     * `grid`, `random`, `tpe`, or `external` on the trainer's task queue; `null`: the worker's default
     * (`TEMPORAL_RETRAIN_TUNER`).
     */
    tuner: string | null;
    space: SearchSpace;
    /** Trials a retrain may run; 0: the champion's hyper-parameters are used again. */
    trials: number;
    /** Time the study may take; what runs at its end is stopped. Absent: no limit but that of the retrain. */
    timeBudgetMs?: number;
    /** Trials at the same time. */
    parallel: number;
    /** Stops trials that lag behind the others. Absent: every trial runs to its end. */
    pruner?: PrunerSpec;
    metric: string;
    goal: 'maximize' | 'minimize';
    seed: number;
  };
  data: {
    /** Newest rows a soft retrain continues on, and a full one starts from; `null`: all there are. */
    softSamples: number | null;
    fullSamples: number | null;
    /** The same by time, on top of it; absent: no such bound. */
    softWindow?: WindowPolicy;
    fullWindow?: WindowPolicy;
    holdoutSamples: number;
  };
  gate: GateSpec;
  /**
   * What becomes of a challenger that has passed the gate: `challenger` waits for a person, `auto` serves at once,
   * `shadow` is scored on live metrics beside the champion first.
   */
  promotion: 'challenger' | 'auto' | 'shadow';
  shadow: LiveSpec;
  /** How a new champion is watched; `null`: it is not. */
  probation: LiveSpec | null;
  /** How long a challenger waits for a person. */
  approval: ApprovalSpec;
  /** How the version grows. `strategy`: same hyper-parameters patch, retuned minor, rebuilt major. */
  versioning: 'patch' | 'strategy';
  /** The whole retrain may take this long. */
  timeoutMs: number;
}

/** How two versions are compared on live metrics. */
export interface LiveSpec {
  /** Observations of every metric that make it complete. */
  samples: number;
  /** It is over by then, however many there are. */
  timeoutMs: number;
  /** How often chance may condemn a version that is no worse. */
  significance: number;
  /** Loss that is tolerated, as a share of the mean it is held against. */
  maxLoss: number;
  /** `null`: all of the policy. */
  metrics: string[] | null;
}

export interface ApprovalSpec {
  /** `null`: it waits for ever. */
  timeoutMs: number | null;
  /** Pause between two reminders; `null`: none. */
  reminderMs: number | null;
  /** What happens when nobody has decided in time. */
  onTimeout: 'reject' | 'promote';
}

/** From when on data counts: the last so many milliseconds, or since something happened. */
export type WindowPolicy = { lastMs: number } | { since: 'last-retrain' | 'drift' };

/** What is asked for of one metric against the champion. */
export interface GainSpec {
  metric: string;
  goal: 'maximize' | 'minimize';
  /** Least gain; negative tolerates a loss. */
  minGain: number;
  /**
   * `true`: where neither of the two reports it, the loss alone decides. `false`: a first version must report it too.
   * Absent from policies of before: neither.
   */
  ifReported?: boolean;
}

/** What a challenger must show before it may serve. */
export interface GateSpec {
  minSamples: number;
  /** Absolute limits the challenger must keep. */
  floors: { metric: string; min?: number; max?: number }[];
  /** Gain over the champion that is asked for; may be negative to tolerate a small loss. */
  gains: GainSpec[];
  /** Largest relative loss against the champion in any slice; `null`: slices are not looked at. */
  maxSliceLoss: number | null;
  /** Level of the paired bootstrap test on the loss per row; `null`: no test. */
  significance: number | null;
  /** Longest time a prediction of the challenger may take, 95th percentile. Absent: no limit. */
  maxLatencyMs?: number;
  /** Largest artifact that may serve. Absent: no limit. */
  maxBytes?: number;
}

/** Everything a model's monitor runs by. */
export interface MonitorConfig {
  /** `<project>:<name>`. */
  model: string;
  tenant: string | null;
  /** Data streams the model serves. */
  streams: string[];
  retrain: RetrainSpec;
  /** Where its metrics are asked for; absent where others send them. */
  pull?: PullSpec;
}

/** What the monitor asks of a retrain. */
export interface RetrainRequest {
  model: string;
  /** Whose model it is; `undefined` in requests of older monitors. */
  tenant?: string | null;
  monitorId: string;
  /** Workflow id and idempotency key. */
  retrainId: string;
  generation: number;
  kind: 'soft' | 'full';
  /** Identity of the registry that the monitor knows: any other refuses. Absent where it has not told. */
  registry?: string;
  /** The champion that the monitor knows, `null` for none; absent in requests of older monitors. */
  champion?: string | null;
  /** The highest version that the monitor knows, whatever became of it; absent in requests of older monitors. */
  above?: string;
  /** The gate has absolute rules alone, because the champion is lost. */
  withoutChampion?: true;
  reasons: Reason[];
  evidence: Evidence[];
  policyRevision: number;
  /** Event time of the newest observation behind the decision; training must not look beyond it. */
  dataUntil: number | null;
  /** Event time at which the drift behind it began, as far as its detectors can tell; absent without drift. */
  driftFrom?: number;
  streams: string[];
  spec: RetrainSpec;
  /** By which the monitor decides, and so which ends it knows; absent in requests of older monitors. */
  edition?: number;
  /** Asked of `retrain.prepare` alone: whether the namespace has what a retrain writes at its end. */
  searchAttributes?: true;
}

/** How a retrain ended. Every end is one of these. */
export interface RetrainOutcome {
  generation: number;
  /** `superseded`: good enough, but another champion serves by now than it was compared with. */
  status: 'promoted' | 'awaiting-approval' | 'rejected' | 'superseded' | 'failed' | 'cancelled';
  /** Registered version; absent when nothing was registered. */
  version?: string;
  previousVersion?: string | null;
  /** It waits for a person, as the policy that it was launched under was stricter. Absent: as the policy says. */
  waits?: true;
  /** The registered version in short. */
  release?: Release;
  metrics?: Record<string, number>;
  gate?: GateReport;
  trials?: number;
  /** Type and message of the failure, or of what it was superseded by, for people. */
  error?: { type: string; message: string };
  finishedAt: number;
}

/**
 * After so many milliseconds the server ends a retrain, whatever it does: one that no worker picks up cannot end
 * itself. A little more than the retrain allows itself, so that one at work can still say how it ended.
 */
export function executionTimeoutOf({ timeoutMs }: Pick<RetrainSpec, 'timeoutMs'>): number {
  return timeoutMs + graceMs;
}

// --- internal ---

const graceMs = 45_000;
