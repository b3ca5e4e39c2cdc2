import type { DataWindow } from '../../core/state/lineage.ts';
import type { DataSelection, EvaluateResult, Progress } from '../trainer.ts';
import type { LinearModel } from './model/linear-model.ts';
import type { Hyperparameters, InProcessOptions } from './options.ts';

/** Tasks for the training thread. Everything is a plain value: it is copied to the thread. */
export type ThreadTask = TrainTask | EvaluateTask;

interface DataTask {
  /** Real path of the CSV file, as `dataFile` allows it. */
  csv: string;
  options: InProcessOptions;
  data: DataSelection;
}

export interface TrainTask extends DataTask {
  type: 'train';
  hyperparameters: Hyperparameters;
  seed: number;
  /** Continue from these weights; `null`: from scratch. */
  base: LinearModel | null;
  /** A checkpoint's text; used when it was made by this very run on this very data. */
  checkpoint: string | null;
  /** Identifies the run, so that another run's checkpoint is not used. */
  fingerprint: string;
}

export interface EvaluateTask extends DataTask {
  type: 'evaluate';
  model: LinearModel;
}

export interface TrainAnswer {
  bytes: Uint8Array;
  metrics: Record<string, number>;
  dataWindow: DataWindow;
}

/** Messages of the thread. `failed` and `done` end the task. */
export type ThreadReply =
  | { type: 'progress'; progress: Omit<Progress, 'checkpoint'>; checkpoint?: string }
  | { type: 'log'; message: string }
  | { type: 'done'; answer: TrainAnswer | EvaluateResult }
  | {
      type: 'failed';
      name: string;
      message: string;
      permanent: boolean;
      everyTrial: boolean;
      stack: string | undefined;
    };

/** How a task reports while it runs. */
export interface Report {
  progress(progress: Omit<Progress, 'checkpoint'>, checkpoint?: string): void;
  log(message: string): void;
}
