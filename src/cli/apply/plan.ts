import { diffMonitors, type Difference } from '../../config/diff-monitors.ts';
import type { LoadedMonitor } from '../../config/file/load-monitor.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import type { Misnamed } from './misnamed.ts';
import type { Monitor } from '../../config/parse-monitor.ts';

/** What is to be done about one monitor. */
export interface Step {
  action: 'start' | 'change' | 'keep' | 'stop';
  model: string;
  /** The file that describes it; `null` for one that is to be stopped. */
  file: string | null;
  /** What changes of a running monitor, in the fields of its file. */
  differences: Difference[];
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
  return [
    ...described.map(({ file, monitor }) => stepFor(file, monitor, running.get(monitor.config.model))),
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
  throw new ConfigurationError(lines.join('\n'));
}

function stepFor(file: string, monitor: LoadedMonitor, before: Monitor | undefined): Step {
  const { model } = monitor.config;
  if (!before) return { action: 'start', model, file, differences: [] };
  const differences = diffMonitors(before, monitor);
  return { action: differences.length > 0 ? 'change' : 'keep', model, file, differences };
}
