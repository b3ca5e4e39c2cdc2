import type { EvaluateRequest, EvaluateResult, Progress, TrainRequest, TrainResult } from './jobs.ts';
import type { Artifact } from '../core/state/lineage.ts';
import type { Json, JsonObject } from '../terms/json.ts';

export type { DataSelection, EvaluateRequest, EvaluateResult, Progress, TrainRequest, TrainResult } from './jobs.ts';

/** What a running job gets from the worker. */
export interface JobContext {
  /**
   * Aborted when the retrain is cancelled, timed out or the worker shuts down: stop soon, leave nothing half-written.
   */
  signal: AbortSignal;
  /** Shows progress in the UI and proves that the job is alive. Call it at least every few seconds. */
  heartbeat(progress: Progress): void;
  /** The last attempt's final heartbeat, if there was one. */
  lastProgress?: Progress;
  /** The trace that the job is a part of, as W3C has it: `traceparent`, `tracestate`. Absent where nobody traces. */
  trace?: Readonly<Record<string, string>>;
  log(message: string, fields?: Record<string, Json>): void;
}

/**
 * Trains and evaluates. Implement it for your own stack; errors are `TrainingError`, `permanent` if no retry can help.
 */
export interface Trainer {
  readonly name: string;
  train(request: TrainRequest, context: JobContext): Promise<TrainResult>;
  /** Must read the same held-out rows for every artifact with the same `data`. */
  evaluate(request: EvaluateRequest, context: JobContext): Promise<EvaluateResult>;
  /**
   * Whether an artifact can still be read and is what was registered; asked of the champion before anything is trained.
   *
   * @throws TrainingError that is `permanent` if it is gone or altered
   */
  checkArtifact?(artifact: Artifact): Promise<void>;
  /**
   * Whether these options and what they name could be trained on; asked before a retrain tries anything.
   *
   * @throws TrainingError that is `permanent` if no retrain could succeed
   */
  checkOptions?(options: JsonObject): Promise<void>;
  /**
   * Looked at before a worker polls.
   *
   * @returns what it needs on this worker and may appear later, such as a program: a sentence each
   * @throws ConfigurationError for what can never work
   */
  preflight?(): Promise<readonly string[]>;
  close?(): Promise<void>;
}
