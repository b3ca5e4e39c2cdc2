import { stat } from 'node:fs/promises';
import { whyNoRetrainCanSucceed } from '../../config/advice.ts';
import { TrainingError } from '../../terms/errors.ts';
import type { InProcessOptions } from '../../trainers/in-process/options.ts';
import type { Monitor } from '../../config/parse-monitor.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

export interface WhyFail {
  text: string;
  /** The file says it, wherever the worker is; otherwise the rows do that a worker here would read. */
  isOfFile: boolean;
}

/** What was found of rows, by their file and how they are read: files of monitors often share theirs. */
export type RowsSeen = Map<string, Promise<string | undefined>>;

/**
 * Why every retrain would fail of a worker in this folder, or with that `dataRoot`; `undefined` if nothing here says
 * so. Rows are read as the trainer would.
 *
 * @param seen rows that were read for other monitors of the same run
 */
export async function whyRetrainsFail(
  { config }: Pick<Monitor, 'config'>,
  dataRoot?: string,
  seen: RowsSeen = new Map()
): Promise<WhyFail | undefined> {
  const lacking = whyNoRetrainCanSucceed({ config });
  if (lacking !== undefined) return { text: lacking, isOfFile: true };
  const { name, taskQueue } = config.retrain.trainer;
  if (name !== 'in-process' || taskQueue !== undefined) return undefined;
  const options = await optionsOf(config);
  if (typeof options === 'string') return { text: `Every retrain would fail: ${options}`, isOfFile: true };
  const text = await once(seen, [config.retrain.data, options, dataRoot], () => whyNoRows(config, options, dataRoot));
  return text === undefined ? undefined : { text, isOfFile: false };
}

// --- internal ---

function once(seen: RowsSeen, how: unknown, look: () => Promise<string | undefined>): Promise<string | undefined> {
  const key = JSON.stringify(how);
  const found = seen.get(key) ?? look();
  seen.set(key, found);
  return found;
}

/** What the trainer makes of the policy, or why it refuses that. */
async function optionsOf({ retrain }: Pick<MonitorConfig, 'retrain'>): Promise<InProcessOptions | string> {
  const { hyperparametersSchema, isMetricOf, metricsOf, parseHyperparameters, parseInProcessOptions } =
    await import('../../trainers/in-process/options.ts');
  const { space, trials, metric } = retrain.tuning;
  // What is searched takes the place of what is set.
  const set = Object.entries(retrain.hyperparameters).filter(([name]) => !Object.hasOwn(space, name));
  const searched = trials > 0 ? Object.keys(space) : [];
  const strange = searched.filter((name) => !Object.hasOwn(hyperparametersSchema.shape, name));
  try {
    parseHyperparameters(Object.fromEntries([...set, ...strange.map((name) => [name, null] as const)]));
    const options = parseInProcessOptions(retrain.trainer.options);
    const { task } = options;
    if (searched.length === 0 || isMetricOf(task, metric)) return options;
    return `Expected \`retrain.tuning.metric\` to be one that the in-process trainer measures in a ${task}: ${metricsOf[task].join(', ')}, got \`${metric}\``;
  } catch (error) {
    if (error instanceof TrainingError) return error.message;
    throw error;
  }
}

/** Only the worker knows its rows: it may run elsewhere. */
async function whyNoRows(
  { retrain: { data } }: Pick<MonitorConfig, 'retrain'>,
  options: InProcessOptions,
  dataRoot?: string
): Promise<string | undefined> {
  const [{ dataFile }, { requireReadable }, { faultOfRows }] = await Promise.all([
    import('../../trainers/in-process/data/data-roots.ts'),
    import('../../trainers/in-process/data/csv.ts'),
    import('./rows-to-train-on.ts'),
  ]);
  const { csv } = options.data;
  const below = dataRoot === undefined ? 'this folder' : `\`${dataRoot}\``;
  let path: string;
  try {
    path = await dataFile(csv, dataRoot);
    await requireReadable(path);
  } catch (error) {
    const why = error instanceof Error ? ` (${error.message})` : '';
    return `No rows at \`${csv}\` below ${below}${why}: a worker that finds none below its own folder (\`--data-root\`) fails every retrain`;
  }
  if ((await stat(path)).size > mostBytes) return undefined;
  const { softSamples, fullSamples, holdoutSamples } = data;
  const lastSamples = softSamples === null || fullSamples === null ? null : Math.max(softSamples, fullSamples);
  const fault = await faultOfRows(path, options, {
    holdoutSamples,
    ...(lastSamples === null ? {} : { lastSamples }),
  });
  if (fault === undefined) return undefined;
  return `Every retrain fails with the rows of \`${csv}\` below ${below} as they are: ${fault.error.message}`;
}

/** Some seconds of reading. What is larger is looked at by the trainer alone. */
const mostBytes = 2 ** 27;
