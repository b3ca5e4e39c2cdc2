import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrainingError } from '../../src/terms/errors.ts';
import type { JsonObject } from '../../src/terms/json.ts';
import type { PausePoints } from '../support/pause-points.ts';
import type {
  EvaluateRequest,
  EvaluateResult,
  JobContext,
  Trainer,
  TrainRequest,
  TrainResult,
} from '../../src/trainers/trainer.ts';

/** What the trainer does, told by `retrain.trainer.options` of the monitor. */
export interface Script {
  /** Attempts that fail before one works. */
  failures?: number;
  /** Those failures are of the kind that no retry helps. */
  permanent?: boolean;
  /** And of the kind that every trial of a study would share. */
  everyTrial?: boolean;
  /** Models whose score is below this fail for good, and say which score it was. */
  leastScore?: number;
  /** Trainings with this hyper-parameter fail for good, in the same words each. */
  refuses?: string;
  /** Score of every model it trains. @default 0.9 */
  score?: number;
  /** Given back in the place of the training's result, as a broken trainer would. */
  result?: JsonObject | string | null;
  /** `NaN` cannot stand in a monitor file. */
  nan?: boolean;
  /** Champions cannot be evaluated, because their data are gone. */
  championFails?: boolean;
  durationMs?: number;
  /** Name of the hyper-parameter whose value is the score of a model. */
  scoreBy?: string;
  /** Told to stop, it fails with an error of its own, as a program that was killed does. */
  stopError?: string;
  /** Partial results it reports on the way, all of them its score. */
  steps?: number;
}

/** A trainer that does as its options say; its models are files that hold their own score. */
export class ScriptedTrainer implements Trainer {
  readonly name = 'scripted';
  private readonly folder: string;
  private readonly points: PausePoints | undefined;

  constructor(folder: string, points?: PausePoints) {
    this.folder = folder;
    this.points = points;
  }

  async train(request: TrainRequest, context: JobContext): Promise<TrainResult> {
    const { stopError } = request.options as Script;
    try {
      return await this.work(request, context);
    } catch (error) {
      if (stopError !== undefined && context.signal.aborted) throw new TrainingError(stopError, { permanent: true });
      throw error;
    }
  }

  private async work(request: TrainRequest, context: JobContext): Promise<TrainResult> {
    const script = request.options as Script;
    const beat = (): void => context.heartbeat({ fraction: 0.5, message: 'training' });
    beat();
    await this.points?.pass('train', request.model, { signal: context.signal, beat });
    if (script.durationMs) await sleep(script.durationMs, undefined, { signal: context.signal });
    if (request.attempt <= (script.failures ?? 0))
      throw new TrainingError(`The cluster refused job ${request.attempt}`, {
        permanent: script.permanent ?? script.everyTrial ?? false,
        everyTrial: script.everyTrial ?? false,
      });
    if (script.refuses !== undefined && script.refuses in request.hyperparameters)
      throw new TrainingError(`No hyper-parameter is called ${script.refuses}`, { permanent: true });
    const score = script.scoreBy ? Number(request.hyperparameters[script.scoreBy]) : (script.score ?? 0.9);
    if (score < (script.leastScore ?? 0)) throw new TrainingError(`Diverged at ${score}`, { permanent: true });
    for (let step = 1; step <= (script.steps ?? 0); step++) {
      context.heartbeat({ fraction: step / (script.steps ?? 1), message: `step ${step}`, score });
      context.signal.throwIfAborted();
      await this.points?.pass('step', request.model);
    }
    const made = { artifact: await this.save(request, score), metrics: { accuracy: score }, dataWindow };
    await this.points?.pass('trained', request.model, { signal: context.signal, beat });
    if (script.nan) return { ...made, metrics: { accuracy: Number.NaN } };
    return 'result' in script ? (script.result as unknown as TrainResult) : made;
  }

  async evaluate({ retrainId, artifact, options }: EvaluateRequest): Promise<EvaluateResult> {
    const { score, generation } = JSON.parse(await readFile(fileURLToPath(artifact.uri), 'utf8')) as {
      score: number;
      generation: number;
    };
    if ((options as Script).championFails && !retrainId.endsWith(`/${generation}`))
      throw new TrainingError('The held-out rows are gone', { permanent: true });
    return { metrics: { accuracy: score }, samples: 300, holdout: dataWindow };
  }

  private async save({ retrainId, attempt, trial }: TrainRequest, score: number): Promise<TrainResult['artifact']> {
    const generation = Number(retrainId.split('/').at(-1));
    const bytes = JSON.stringify({ score, generation, attempt });
    await mkdir(this.folder, { recursive: true });
    const name = `${retrainId.replaceAll(/[/:]/g, '_')}-${trial ? `trial${trial.number}-` : ''}${attempt}.json`;
    const path = join(this.folder, name);
    await writeFile(path, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { uri: pathToFileURL(path).href, sha256, bytes: Buffer.byteLength(bytes) };
  }
}

// --- internal ---

const dataWindow = { from: null, to: null, samples: 300 };
