import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EvaluateRequest, EvaluateResult, JobContext, Trainer, TrainRequest, TrainResult } from '../trainer.ts';
import type { JsonObject } from '../../terms/json.ts';
import { TrainingError } from '../../terms/errors.ts';
import {
  artifactOf,
  attemptFolder,
  readArtifact,
  realPathInside,
  sha256,
  verifyArtifact,
  writeWhole,
} from '../../artifacts/artifact-folder.ts';
import { CheckpointWriter } from './model/checkpoint-writer.ts';
import { dataFile } from './data/data-roots.ts';
import { requireReadable } from './data/csv.ts';
import { decodeModel, type LinearModel } from './model/linear-model.ts';
import { isMetricOf, parseHyperparameters, parseInProcessOptions, type InProcessOptions } from './options.ts';
import type { EvaluateTask, TrainAnswer, TrainTask } from './protocol.ts';
import { besideModule } from '../../threads/start-thread.ts';
import { createThreadPool, type TaskHooks } from './thread-pool.ts';

/**
 * Where the trainer reads and writes, and what its threads may use.
 *
 * @example
 * ```ts
 * createInProcessTrainer({ artifacts: './models', dataRoot: './data', memoryMb: 512 });
 * ```
 */
export interface InProcessTrainerOptions {
  /** Folder for artifacts and checkpoints. */
  artifacts: string;
  /**
   * The folder below which CSV files lie, and where relative paths of them start. Nothing else is read but the
   * package's own examples. @default the working directory, unless that is the root of the file system
   */
  dataRoot?: string;
  /** Threads kept alive between jobs, each with the rows it read last. @default 1 */
  idleThreads?: number;
  /** Heap a job may use; over it the job fails, the worker does not. @default what Node gives */
  memoryMb?: number;
}

/**
 * Trains linear models (logistic regression, linear regression) on rows of a CSV file, in a thread of its own, so that
 * the worker's event loop stays free. The same request gives the same bytes, also when it was interrupted and resumed.
 *
 * `full` starts from zero weights, `soft` from those of the base artifact. Options: `inProcessOptionsSchema`.
 */
export function createInProcessTrainer(options: InProcessTrainerOptions): Trainer {
  const { artifacts, dataRoot, idleThreads, memoryMb } = options;
  const threads = createThreadPool({
    entry: besideModule(import.meta.url, 'thread'),
    idle: idleThreads,
    memoryMb,
  });

  async function train(request: TrainRequest, context: JobContext): Promise<TrainResult> {
    const task = await trainTaskOf(request, context, { artifacts, dataRoot });
    const folder = attemptFolder(artifacts, request);
    const checkpoint = new CheckpointWriter(join(folder, 'checkpoint.json'));
    const answer = await runTrain(task, context, checkpoint);
    context.signal.throwIfAborted();
    const path = join(folder, 'model.json');
    await writeWhole(path, answer.bytes, true);
    await forgetCheckpoints(checkpoint, context, artifacts);
    return { artifact: artifactOf(path, answer.bytes), metrics: answer.metrics, dataWindow: answer.dataWindow };
  }

  async function runTrain(task: TrainTask, context: JobContext, checkpoint: CheckpointWriter): Promise<TrainAnswer> {
    try {
      return (await threads.run(task, hooksOf(context, checkpoint))) as TrainAnswer;
    } finally {
      await checkpoint.idle();
    }
  }

  async function evaluate(request: EvaluateRequest, context: JobContext): Promise<EvaluateResult> {
    const parsed = parseInProcessOptions(request.options);
    const model = decodeModel(await readArtifact(request.artifact), `\`${request.artifact.uri}\``);
    const csv = await dataFile(parsed.data.csv, dataRoot);
    const task: EvaluateTask = { type: 'evaluate', csv, options: parsed, data: request.data, model };
    return (await threads.run(task, hooksOf(context))) as EvaluateResult;
  }

  async function checkOptions(options: JsonObject): Promise<void> {
    const { data } = parseInProcessOptions(options);
    await requireReadable(await dataFile(data.csv, dataRoot));
  }

  return {
    name: 'in-process',
    train,
    evaluate,
    checkArtifact: verifyArtifact,
    checkOptions,
    close: () => threads.close(),
  };
}

// --- internal ---

interface Places {
  artifacts: string;
  dataRoot: string | undefined;
}

async function trainTaskOf(request: TrainRequest, context: JobContext, places: Places): Promise<TrainTask> {
  const options = scoredBy(request.trial?.metric, parseInProcessOptions(request.options));
  const hyperparameters = parseHyperparameters(request.hyperparameters);
  return {
    type: 'train',
    csv: await dataFile(options.data.csv, places.dataRoot),
    options,
    hyperparameters,
    data: request.data,
    seed: request.seed,
    base: await baseModel(request),
    checkpoint: await readCheckpoint(context, places.artifacts),
    fingerprint: fingerprint(request),
  };
}

/** A study compares partial results by the metric it optimises, whatever else the heartbeats would show. */
function scoredBy(metric: string | undefined, options: InProcessOptions): InProcessOptions {
  return isMetricOf(options.task, metric) ? { ...options, score: metric } : options;
}

async function baseModel({ kind, base, retrainId }: TrainRequest): Promise<LinearModel | null> {
  if (kind === 'full') return null;
  if (base === null)
    throw new TrainingError(`Expected a base artifact for the soft retrain ${retrainId}, got none; retrain fully`, {
      everyTrial: true,
    });
  return decodeModel(await readArtifact(base), `\`${base.uri}\``);
}

/** The parts of a request that decide the bytes of its artifact; not the attempt, which may resume an earlier one. */
function fingerprint({
  model,
  retrainId,
  kind,
  base,
  hyperparameters,
  seed,
  data,
  trial,
  options,
}: TrainRequest): string {
  return sha256(
    JSON.stringify([model, retrainId, kind, base?.sha256, hyperparameters, seed, data, trial?.number, options])
  );
}

function hooksOf(context: JobContext, checkpoint?: CheckpointWriter): TaskHooks {
  return {
    signal: context.signal,
    onReply(reply) {
      if (reply.type === 'log') return context.log(reply.message);
      if (reply.checkpoint !== undefined) checkpoint?.add(reply.checkpoint);
      const reference = checkpoint?.reference ?? context.lastProgress?.checkpoint;
      context.heartbeat({ ...reply.progress, ...(reference === undefined ? {} : { checkpoint: reference }) });
    },
  };
}

/** The text the last attempt left. Whatever is wrong with it costs time only: training then starts from scratch. */
async function readCheckpoint(context: JobContext, root: string): Promise<string | null> {
  const reference = context.lastProgress?.checkpoint;
  if (reference === undefined) return null;
  try {
    return await readFile(await pathInside(root, reference), 'utf8');
  } catch (error) {
    context.log('starting from scratch: the checkpoint cannot be read', {
      checkpoint: reference,
      error: (error as Error).message,
    });
    return null;
  }
}

async function forgetCheckpoints(own: CheckpointWriter, context: JobContext, root: string): Promise<void> {
  await own.remove();
  const earlier = context.lastProgress?.checkpoint;
  if (earlier === undefined) return;
  const path = await pathInside(root, earlier).catch(() => undefined);
  if (path?.endsWith('checkpoint.json')) await rm(path, { force: true });
}

/** Heartbeat details come from outside this process: they must not point outside the artifact folder. */
async function pathInside(root: string, uri: string): Promise<string> {
  const path = await realPathInside(await realpath(root), fileURLToPath(uri));
  if (path === undefined) throw new TrainingError(`Expected a file inside ${root}, got ${uri}`);
  return path;
}
