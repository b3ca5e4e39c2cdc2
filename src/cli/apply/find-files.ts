import { ConfigurationError } from '../../terms/errors.ts';
import { fewOf, findMisnamed, likeThese, misnamedText } from './misnamed.ts';
import { monitorFilesAt } from './files-at.ts';
import { loadMonitor } from '../../config/file/load-monitor.ts';
import type { DescribedMonitor } from './plan.ts';

/**
 * The monitors of files and folders, by model. Of a folder every file below it counts that is called
 * `<name>.monitor.yaml`, or `.yml`, `.json`, `.ts`; a file that is named counts whatever it is called.
 *
 * @throws ConfigurationError with the faults of all files, for a model that two files describe, and if there is none
 */
export async function findMonitors(paths: readonly string[]): Promise<DescribedMonitor[]> {
  const files = (await Promise.all(paths.map(monitorFilesAt))).flat();
  if (files.length === 0) {
    const text = `Expected files called <name>.monitor.yaml (or .json, .ts) in ${paths.join(', ')}, found none; rename them, or name them one by one`;
    throw new ConfigurationError(
      [text, ...fewOf((await findMisnamed(paths, [])).map(misnamedText), likeThese)].join('\n')
    );
  }
  const read = await Promise.all(files.map(readOne));
  const faults = read.flatMap((one) => (one instanceof ConfigurationError ? [one] : []));
  if (faults.length > 0)
    throw new ConfigurationError(faults.map(({ message }) => message).join('\n'), {
      issues: faults.flatMap(({ issues }) => issues),
    });
  const described = read.filter((one): one is DescribedMonitor => !(one instanceof ConfigurationError));
  refuseTwins(described);
  return described.toSorted((a, b) => a.monitor.config.model.localeCompare(b.monitor.config.model));
}

// --- internal ---

async function readOne(file: string): Promise<DescribedMonitor | ConfigurationError> {
  try {
    return { file, monitor: await loadMonitor(file) };
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

function refuseTwins(described: readonly DescribedMonitor[]): void {
  const first = new Map<string, string>();
  for (const { file, monitor } of described) {
    const { model } = monitor.config;
    const before = first.get(model);
    if (before !== undefined)
      throw new ConfigurationError(
        `Expected each model in one file, got \`${model}\` in ${before} and ${file}; remove one of them`
      );
    first.set(model, file);
  }
}
