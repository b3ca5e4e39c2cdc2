import type { Artifact, DataWindow, Evaluation } from '../core/state/lineage.ts';
import type { JsonObject } from '../terms/json.ts';

/** Which data a run may use; event times are epoch milliseconds. A trainer must never read rows later than `to`. */
export interface DataSelection {
  /** Event time of the newest usable row; `null`: the newest there is. */
  to: number | null;
  /** Use at most this many of the newest rows. */
  lastSamples?: number;
  /** Use rows of at most this age, counted back from `to`. */
  lastMs?: number;
  /** Rows at or before this event time are left out (since the last retrain, since drift began). */
  from?: number;
  /** The newest rows are held out for evaluation, this many; training never sees them. */
  holdoutSamples: number;
}

export interface TrainRequest {
  model: string;
  retrainId: string;
  /** Grows with every attempt at this retrain: name outputs after it, so that a zombie overwrites nothing. */
  attempt: number;
  /** `soft` continues from `base`; `full` starts from scratch. */
  kind: 'soft' | 'full';
  /** The champion's artifact; `null` if there is none yet. */
  base: Artifact | null;
  hyperparameters: JsonObject;
  /** Seed for everything random in the run: the same request gives the same bytes. */
  seed: number;
  data: DataSelection;
  /**
   * A trial of the tuner: score it on a validation split inside the training data, and keep the artifact out of the
   * way.
   */
  trial?: {
    number: number;
    /** Metric that the study optimises: what progress should report as `score`. */
    metric?: string;
  };
  /** The trainer's own options, from the policy. */
  options: JsonObject;
}

export interface TrainResult {
  artifact: Artifact;
  /** On a validation split within the training data, never on the held-out rows. */
  metrics: Record<string, number>;
  dataWindow: DataWindow;
}

export interface EvaluateRequest {
  model: string;
  retrainId: string;
  artifact: Artifact;
  data: DataSelection;
  options: JsonObject;
}

export interface EvaluateResult extends Evaluation {
  holdout: DataWindow;
  /**
   * Per held-out row, in one fixed order for every model: a loss (smaller is better). For the paired significance test.
   */
  losses?: number[];
  /** Milliseconds of a prediction, 95th percentile. */
  latencyMsP95?: number;
}

export interface Progress {
  /** 0 to 1. */
  fraction: number;
  message: string;
  /** Intermediate value of the objective, for pruning. */
  score?: number;
  /** Where to resume: a reference into the artifact store, never the checkpoint itself. */
  checkpoint?: string;
  /** The newest lines that it has printed, for whoever watches. */
  log?: string[];
}
