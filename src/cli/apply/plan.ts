import { detectorsAnew } from '../../core/command/change-policy.ts';
import { diffMonitors, type Difference } from '../../config/diff-monitors.ts';
import type { LoadedMonitor } from '../../config/file/load-monitor.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { fewOf, likeThese, type Misnamed } from './misnamed.ts';
import type { Monitor } from '../../config/parse-monitor.ts';

/** What is to be done about one monitor. */
export interface Step {
  action: 'start' | 'change' | 'keep' | 'stop';
  model: string;
  /** The file that describes it; `null` for one that is to be stopped. */
  file: string | null;
  /** What changes of a running monitor, in the fields of its file. */
  differences: Difference[];
  /** Of one that is to be changed: detectors that learn again from nothing, as `metric:id`. */
  anew?: string[];
  /** Of one that is to be stopped: what that does, to a retrain under way or a version that waits too. */
  effect?: string;
  /** Of one that is to be started: the monitor with the same policy that is to be stopped. It may be a new name. */
  sameAs?: string;
}

export interface DescribedMonitor {
  file: string;
  monitor: LoadedMonitor;
}

/**
 * What brings the running monitors in line with the files.
 *
 * @param running by model; `undefined` where a monitor runs, but nobody answers for it
 * @param prune whether what runs and has no file is to be stopped
 * @param misnamed files that are passed over, and describe what has no other
 * @throws ConfigurationError where it would stop what such a file describes
 */
export function planOf(
  described: readonly DescribedMonitor[],
  running: ReadonlyMap<string, Monitor>,
  { prune, misnamed = [] }: { prune: boolean; misnamed?: readonly Misnamed[] }
): Step[] {
  const models = new Set(described.map(({ monitor }) => monitor.config.model));
  const strangers = [...running.keys()].filter((model) => !models.has(model)).toSorted();
  if (prune) refuseToStop(misnamed.filter(({ model }) => strangers.includes(model)));
  const stopped = prune ? strangers.map((model) => running.get(model)!) : [];
  const steps = described.map(({ file, monitor }) =>
    stepFor(file, monitor, running.get(monitor.config.model), stopped)
  );
  return [
    ...steps.map((step) => withoutGuess(step, steps)),
    ...(prune ? strangers.map((model): Step => ({ action: 'stop', model, file: null, differences: [] })) : []),
  ];
}

// --- internal ---

/** Whoever has misnamed a file wants its monitor to run. */
function refuseToStop(misnamed: readonly Misnamed[]): void {
  if (misnamed.length === 0) return;
  const lines = misnamed.map(
    ({ file, model, rightName }) =>
      `Expected --prune to stop monitors that no file describes, but ${file} describes \`${model}\`, which runs; name that file ${rightName} to keep the monitor, or move it elsewhere to have it stopped. Nothing was done`
  );
  throw new ConfigurationError(fewOf(lines, likeThese).join('\n'));
}

function stepFor(file: string, monitor: LoadedMonitor, before: Monitor | undefined, stopped: readonly Monitor[]): Step {
  const { model } = monitor.config;
  if (!before) {
    const twin = stopped.find((one) => diffMonitors(renamed(one, model), monitor).length === 0);
    return { action: 'start', model, file, differences: [], ...(twin ? { sameAs: twin.config.model } : {}) };
  }
  const differences = diffMonitors(before, monitor);
  if (differences.length === 0) return { action: 'keep', model, file, differences };
  return { action: 'change', model, file, differences, anew: detectorsAnew(before.policy, monitor.policy) };
}

/** Where several have one policy, that says nothing of a name. */
function withoutGuess({ sameAs, ...step }: Step, steps: readonly Step[]): Step {
  const isOnly = sameAs !== undefined && steps.filter((one) => one.sameAs === sameAs).length === 1;
  return isOnly ? { ...step, sameAs } : step;
}

function renamed({ config, policy }: Monitor, model: string): Monitor {
  return { config: { ...config, model }, policy };
}
