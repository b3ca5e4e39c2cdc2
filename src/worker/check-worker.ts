import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { compileFunction } from 'node:vm';
import { ConfigurationError, isRetrainError } from '../terms/errors.ts';
import { readPath } from '../folders/read-path.ts';
import { workflowTypes } from '../terms/message-names.ts';
import type { ModelRegistry } from '../registry/registry.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Trainer } from '../trainers/trainer.ts';

/** What a worker is given. */
export interface GivenToWorker {
  dataRoot?: string | undefined;
  bundlePath?: string | undefined;
  trainers?: readonly Trainer[];
  notifiers?: Readonly<Record<string, Notifier>>;
  registry?: ModelRegistry;
}

/**
 * Looks at what a worker is given before it polls: folders, files, programs, and whether its registry answers.
 *
 * @returns what may appear later, such as a volume that is mounted then: a sentence each
 * @throws ConfigurationError or RegistryError for what can never work
 */
export async function checkWorker(given: GivenToWorker, registryTimeoutMs = 5_000): Promise<string[]> {
  const { dataRoot, bundlePath, trainers = [], notifiers = {}, registry } = given;
  if (bundlePath !== undefined) await refuseNoBundle(bundlePath);
  const why = dataRoot === undefined ? undefined : await whyNoDataRoot(dataRoot);
  const missing: string[] = [];
  for (const one of [...trainers, ...Object.values(notifiers)]) missing.push(...((await one.preflight?.()) ?? []));
  // One that has been asked is not waited for again.
  const silent = registry && !asked.has(registry) ? await whySilent(registry, registryTimeoutMs) : undefined;
  return [...(why === undefined ? [] : [why]), ...missing, ...(silent === undefined ? [] : [silent])];
}

/**
 * Why no rows can be read there now; `undefined` for a folder.
 *
 * @throws ConfigurationError for a file
 */
export async function whyNoDataRoot(dataRoot: string): Promise<string | undefined> {
  const found = await stat(dataRoot).catch(() => undefined);
  if (found?.isDirectory()) return undefined;
  if (found)
    throw refusal(
      'dataRoot',
      `Expected \`dataRoot\` (--data-root) to be a folder, got the file \`${dataRoot}\`; name the folder that it lies in`
    );
  return `There is no folder \`${dataRoot}\` (\`dataRoot\`, --data-root): until there is, every retrain of the in-process trainer fails; make it, or name another one`;
}

// --- internal ---

const asked = new WeakSet<ModelRegistry>();

function refusal(field: string, message: string, options: ErrorOptions = {}): ConfigurationError {
  return new ConfigurationError(message, { ...options, issues: [{ field, message }] });
}

async function refuseNoBundle(bundle: string): Promise<void> {
  const wanted = 'Expected `bundlePath` (--bundle) to be a file of bundled workflows';
  const next = 'make one with `bundleWorkflowCode` of @temporalio/worker, or leave it out';
  const read = await readPath(bundle).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw refusal('bundlePath', `${wanted}, got \`${bundle}\`: ${why}; ${next}`, { cause });
  });
  const code = read.toString('utf8');
  // Temporal's bundler writes this name into every bundle.
  if (!code.includes('importWorkflows'))
    throw refusal('bundlePath', `${wanted}, got \`${bundle}\`, which has none; ${next}`);
  const own = workflowTypes.monitor;
  if (!code.includes(own))
    throw refusal('bundlePath', `${wanted}, got \`${bundle}\`, which lacks our workflow \`${own}\`; ${next}`);
  try {
    // Compiled, and not run: a copy that was cut off is none.
    compileFunction(code);
  } catch (cause) {
    const why = (cause as Error).message;
    throw refusal('bundlePath', `${wanted}, got \`${bundle}\`, which is no JavaScript (${why}); ${next}`, { cause });
  }
}

/**
 * Asks the registry who it is. One that does not answer may come back, and until then monitors take metrics in and
 * retrains wait.
 *
 * @throws RegistryError for what no retry can mend: a wrong password, no MLflow there
 */
async function whySilent(registry: ModelRegistry, timeoutMs: number): Promise<string | undefined> {
  asked.add(registry);
  const late = new AbortController();
  const answer = Promise.resolve()
    .then(() => registry.identity())
    .then(
      () => undefined,
      (error: unknown) => error
    );
  const expired = delay(timeoutMs, new Error(`no answer within ${timeoutMs / 1_000} s`), { signal: late.signal });
  const trouble = await Promise.race([answer, expired.catch(() => undefined)]);
  late.abort();
  if (trouble === undefined) return undefined;
  if (isRetrainError(trouble, 'RegistryError') && trouble.permanent) throw trouble;
  const why = trouble instanceof Error ? trouble.message : 'it failed without a reason';
  return `The registry does not answer: ${why.replace(/\.+$/, '').replace(/(?<![?!])$/, '.')} The worker starts all the same; retrains wait until it does.`;
}
