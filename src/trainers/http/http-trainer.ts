import { excerpt } from '../../terms/visible-text.ts';
import type { Artifact } from '../../core/state/lineage.ts';
import { TrainingError } from '../../terms/errors.ts';
import { sha256 } from '../../artifacts/artifact-folder.ts';
import { checkEvaluateResult, checkTrainResult } from '../check-result.ts';
import type { Trainer, TrainRequest } from '../trainer.ts';
import { HttpClient } from './http-client.ts';
import { parseHttpTrainerOptions, type HttpTrainerOptions } from './options.ts';
import { runJob } from './run-job.ts';

/**
 * Trains as a job on a service: submit, poll until it ends, cancel when asked to. Addresses, bodies and where the
 * answers hold what are templates and paths, which covers the REST of schedulers and job runners. All of it is fixed
 * here, on the worker; a policy only hands over data (`request.options`).
 */
export function createHttpTrainer(options: HttpTrainerOptions): Trainer {
  const checked = parseHttpTrainerOptions(options);
  const client = new HttpClient(checked);
  return {
    name: checked.name,

    async train(request, context) {
      context.signal.throwIfAborted();
      if (request.kind === 'soft') requireBase(request);
      const { model, retrainId, attempt, trial } = request;
      const key = `train/${model}/${retrainId}/${trial ? `trial-${trial.number}/` : ''}${attempt}`;
      const job = { spec: checked.train, key, values: { request, action: 'train', name: nameOf(key) } };
      const { artifact, ...rest } = checkTrainResult(await runJob(job, client, checked, context), checked.name);
      return { ...rest, artifact: requireReference(artifact, checked.artifactRoots) };
    },

    async evaluate(request, context) {
      context.signal.throwIfAborted();
      // An evaluation may be repeated freely: it gets a new job every time.
      const key = `evaluate/${request.model}/${request.retrainId}/${request.artifact.sha256.slice(0, 16)}/${crypto.randomUUID()}`;
      const job = { spec: checked.evaluate, key, values: { request, action: 'evaluate', name: nameOf(key) } };
      return checkEvaluateResult(await runJob(job, client, checked, context), checked.name);
    },
  };
}

// --- internal ---

/** The key as a name that every scheduler accepts: a DNS label. */
function nameOf(key: string): string {
  return `retrain-${sha256(key).slice(0, 32)}`;
}

function requireBase({ base, retrainId }: TrainRequest): void {
  if (base) return;
  throw new TrainingError(`Expected a base artifact for the soft retrain ${retrainId}, got none; retrain fully`, {
    everyTrial: true,
  });
}

function requireReference(artifact: Artifact | string, roots: string[] | undefined): Artifact {
  if (typeof artifact === 'string')
    throw new TrainingError(
      `Expected the artifact as an object with uri, sha256 and bytes, got \`${excerpt(artifact, 200)}\``,
      { permanent: true }
    );
  if (!roots) return artifact;
  if (!URL.canParse(artifact.uri))
    throw new TrainingError(`Expected the artifact's uri to be a URI, got \`${excerpt(artifact.uri, 200)}\``, {
      permanent: true,
    });
  // The parsed form has no `..` left and a lower-case scheme. The checked form is passed on.
  const uri = new URL(artifact.uri).href;
  if (!roots.some((root) => uri.startsWith(new URL(root).href)) || /%2e%2e|%2f|%5c/i.test(uri))
    throw new TrainingError(
      `Expected the artifact to be under ${roots.join(' or ')}, got \`${excerpt(artifact.uri, 200)}\``,
      {
        permanent: true,
      }
    );
  return { ...artifact, uri };
}
