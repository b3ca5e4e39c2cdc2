import { join, resolve } from 'node:path';
import { ConfigurationError } from '../../terms/errors.ts';
import type { Finding } from '../../doctor/check.ts';

/** Files that a worker is given by its flags. */
export interface WorkerFiles {
  home: string;
  trainers?: string | undefined;
  notifiers?: string | undefined;
  sources?: string | undefined;
  bundle?: string | undefined;
}

/** Makes what a worker would make of its files, and tells of each what it has, or every fault. */
export async function* workerFileFindings(
  { home, trainers, notifiers, sources, bundle }: WorkerFiles,
  env: NodeJS.ProcessEnv
): AsyncGenerator<Finding> {
  if (trainers !== undefined) yield* ofTrainers(trainers, join(resolve(home), 'artifacts'), env);
  if (notifiers !== undefined)
    yield* found('notifiers', notifiers, async () => {
      const { loadNotifiers } = await import('../../worker/load-notifiers.ts');
      return Object.keys(await loadNotifiers(notifiers, env));
    });
  if (sources !== undefined)
    yield* found('sources', sources, async () => {
      const { loadSources } = await import('../../worker/load-sources.ts');
      return onceEach('sources', sources, await loadSources(sources, env));
    });
  if (bundle !== undefined)
    yield* found('bundle', bundle, async () => {
      const { checkWorker } = await import('../../worker/check-worker.ts');
      return checkWorker({ bundlePath: bundle });
    });
}

// --- internal ---

async function* ofTrainers(file: string, artifacts: string, env: NodeJS.ProcessEnv): AsyncGenerator<Finding> {
  const missing: string[] = [];
  const findings = found('trainers', file, async () => {
    const { loadTrainers } = await import('../../worker/load-trainers.ts');
    const made = await loadTrainers(file, artifacts, env);
    for (const trainer of made) missing.push(...((await trainer.preflight?.()) ?? []));
    await Promise.all(made.map(async (trainer) => trainer.close?.()));
    // The worker's own is there besides.
    return onceEach('trainers', file, [{ name: 'in-process' }, ...made]).slice(1);
  });
  // Of trainers without their program it would not be true that they can be used.
  for await (const finding of findings) if (finding.status !== 'ok' || missing.length === 0) yield finding;
  for (const text of missing) {
    const [cause, fix] = parts(text, file);
    yield { check: 'trainers', status: 'fault', text: `a trainer of ${file} cannot work`, cause, fix };
  }
}

async function* found(check: string, file: string, make: () => Promise<string[]>): AsyncGenerator<Finding> {
  const what = check === 'bundle' ? `the bundle ${file}` : `the ${check} in ${file}`;
  try {
    const names = await make();
    yield { check, status: 'ok', text: `${what} can be used${names.length > 0 ? `: ${names.join(', ')}` : ''}` };
  } catch (error) {
    for (const message of faultsOf(error)) {
      const [cause, fix] = parts(message, file);
      yield { check, status: 'fault', text: `${what} cannot be used: a worker does not start with it`, cause, fix };
    }
  }
}

function onceEach(what: string, file: string, made: readonly { name: string }[]): string[] {
  const names = made.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return names;
  const own = twice === 'in-process' ? ", which is the name of the worker's own" : ' twice';
  throw new ConfigurationError(
    `Expected the names of ${what} in ${file} to differ, got \`${twice}\`${own}; rename one`
  );
}

function faultsOf(error: unknown): string[] {
  const issues = error instanceof ConfigurationError ? error.issues : [];
  return issues.length > 0 ? issues.map(({ message }) => message) : [(error as Error).message];
}

/** Why, and what to do: our sentences end with that. */
function parts(message: string, file: string): [cause: string, fix: string] {
  const at = message.lastIndexOf('; ');
  return at < 0 ? [message, `correct ${file}`] : [message.slice(0, at), message.slice(at + 2)];
}
