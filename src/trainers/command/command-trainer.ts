import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Artifact } from '../../core/state/lineage.ts';
import { TrainingError } from '../../terms/errors.ts';
import {
  attemptFolder,
  describeFile,
  isFileUri,
  pathOfUri,
  realPathInside,
  verifyArtifact,
} from '../../artifacts/artifact-folder.ts';
import { makeFolder } from '../../folders/make-folder.ts';
import { checkEvaluateResult, checkTrainResult, parseJson, type ClaimedTrainResult } from '../check-result.ts';
import type { EvaluateRequest, EvaluateResult, JobContext, Trainer, TrainRequest, TrainResult } from '../trainer.ts';
import {
  parseCommandTrainerOptions,
  type CheckedCommandTrainerOptions,
  type CommandTrainerOptions,
} from './options.ts';
import { missingPrograms } from './missing-programs.ts';
import { runProgram } from './run-program.ts';

/** What a program reads from the file that it gets as `{request}`. */
export interface CommandRequest {
  action: 'train' | 'evaluate';
  /** The request of the trainer's contract, unchanged. */
  request: TrainRequest | EvaluateRequest;
  /** Where the program writes; anything it leaves here without a result is deleted. */
  output: string;
  /** JSON file the program writes its result to: a `TrainResult` or an `EvaluateResult`. */
  result: string;
  /** Folder for checkpoints, kept if the attempt fails. Announce one in a progress line to get it again. */
  checkpoints: string;
  /** The checkpoint that the last attempt announced. */
  checkpoint: string | null;
}

/**
 * Trains with any program. What to run is fixed here, on the worker; a policy only hands over data (`request.options`),
 * which reaches the program in a file and never as part of a command line.
 *
 * Of a train result, `artifact` may be the path of a file inside the output folder (digest and size are taken from the
 * file), or a whole reference (`uri`, `sha256`, `bytes`) to where the program uploaded it.
 */
export function createCommandTrainer(options: CommandTrainerOptions): Trainer {
  const checked = parseCommandTrainerOptions(options);
  const root = resolve(checked.artifacts);

  async function train(request: TrainRequest, context: JobContext): Promise<TrainResult> {
    context.signal.throwIfAborted();
    if (request.kind === 'soft') await verifyArtifact(requireBase(request));
    const folder = attemptFolder(root, request);
    const job = await prepare(folder, 'train', request, context);
    try {
      const claim = checkTrainResult(await run(checked, checked.train, job, context), job.result);
      const artifact = await artifactOfClaim(claim, job);
      await rm(job.checkpoints, { recursive: true, force: true });
      return { ...claim, artifact };
    } catch (error) {
      await rm(job.output, { recursive: true, force: true });
      throw error;
    }
  }

  async function evaluate(request: EvaluateRequest, context: JobContext): Promise<EvaluateResult> {
    context.signal.throwIfAborted();
    await verifyArtifact(request.artifact);
    await makeFolder(root);
    const folder = await mkdtemp(join(root, 'evaluation-'));
    try {
      const job = await prepare(folder, 'evaluate', request, context);
      return checkEvaluateResult(await run(checked, checked.evaluate, job, context), job.result);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return {
    name: checked.name,
    train,
    evaluate,
    checkArtifact: verifyArtifact,
    preflight: () => missingPrograms(checked, environment(checked.env)),
  };
}

// --- internal ---

interface Job extends CommandRequest {
  /** Of the request's file. */
  path: string;
  /** The real path of the output folder before the run: the program may put a link in its place. */
  realOutput: string;
}

/** Enough for the losses of a million held-out rows; a result is a summary, not data. */
const maximumResultBytes = 32 * 1024 * 1024;

function requireBase({ base, retrainId }: TrainRequest): Artifact {
  if (base) return base;
  throw new TrainingError(`Expected a base artifact for the soft retrain ${retrainId}, got none; retrain fully`, {
    everyTrial: true,
  });
}

async function prepare(
  folder: string,
  action: CommandRequest['action'],
  request: CommandRequest['request'],
  { lastProgress }: JobContext
): Promise<Job> {
  const output = join(folder, 'output');
  const checkpoints = join(folder, 'checkpoints');
  await rm(output, { recursive: true, force: true });
  await makeFolder(output);
  await makeFolder(checkpoints);
  const path = join(folder, 'request.json');
  const job = {
    action,
    request,
    output,
    result: join(output, 'result.json'),
    checkpoints,
    checkpoint: lastProgress?.checkpoint ?? null,
  };
  await writeFile(path, JSON.stringify(job));
  return { ...job, path, realOutput: await realpath(output) };
}

async function run(
  options: CheckedCommandTrainerOptions,
  template: readonly string[],
  job: Job,
  context: JobContext
): Promise<unknown> {
  const argv = template.map((element) =>
    element === '{request}' ? job.path : element === '{output}' ? job.output : element
  );
  await runProgram({ ...options, argv, env: { ...environment(options.env), ...traceOf(context) } }, context);
  await requireUnmoved(job);
  return parseJson(await readResult(job.result), job.result, options.quoteOutput);
}

async function requireUnmoved({ output, realOutput }: Job): Promise<void> {
  const found = await realpath(output).catch(() => 'nothing');
  if (found === realOutput) return;
  throw new TrainingError(
    `Expected the output folder ${output} to be where it was before the run, found ${found}; write into it, and do not replace it with a link`,
    { permanent: true }
  );
}

/** Under the names that OpenTelemetry reads from an environment: `TRACEPARENT`, `TRACESTATE`. */
function traceOf({ trace = {} }: JobContext): Record<string, string> {
  return Object.fromEntries(Object.entries(trace).map(([name, value]) => [name.toUpperCase(), value]));
}

function environment({ pass, set }: CheckedCommandTrainerOptions['env']): Record<string, string> {
  const passed = pass.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(passed), ...set };
}

async function readResult(path: string): Promise<string> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new TrainingError(`Expected the program to write its result to ${path}, but it ended without one`, {
      permanent: true,
      cause,
    });
  });
  // To open a pipe would wait forever.
  if (info.isFile() && info.size <= maximumResultBytes) return readFile(path, 'utf8');
  throw new TrainingError(
    `Expected the result in ${path} to be a file of at most ${maximumResultBytes} bytes; write data to the artifact instead`,
    { permanent: true }
  );
}

async function artifactOfClaim({ artifact }: ClaimedTrainResult, { output, realOutput }: Job): Promise<Artifact> {
  const uri = typeof artifact === 'string' ? artifact : artifact.uri;
  const isFile = isFileUri(uri);
  if (typeof artifact !== 'string' && !isFile) return artifact;
  const claimed = isFile ? pathOfUri(uri) : resolve(output, uri);
  const path = await realPathInside(realOutput, claimed).catch((cause: unknown) => {
    throw new TrainingError(`Expected an artifact at \`${uri}\`, found none`, { permanent: true, cause });
  });
  if (path === undefined)
    throw new TrainingError(`Expected the artifact to be a file inside the output folder ${output}, got \`${uri}\``, {
      permanent: true,
    });
  if (!(await stat(path)).isFile())
    throw new TrainingError(`Expected the artifact \`${uri}\` to be one file; pack a folder into an archive`, {
      permanent: true,
    });
  const found = await describeFile(path);
  if (typeof artifact !== 'string' && (artifact.sha256 !== found.sha256 || artifact.bytes !== found.bytes))
    throw new TrainingError(
      `Expected the artifact \`${uri}\` to have the digest and size in its result, but they differ`,
      { permanent: true }
    );
  return found;
}
