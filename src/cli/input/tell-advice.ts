import { adviceOn, whyNoRetrainCanSucceed } from '../../config/advice.ts';
import type { CliContext } from '../terminal/context.ts';
import type { Monitor } from '../../config/parse-monitor.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/** Warns of what a monitor file allows and hardly means, and says what it has told. */
export async function tellAdvice(context: CliContext, monitor: Monitor): Promise<string[]> {
  const noRows = await whyNoRows(monitor.config);
  const advice = [...adviceOn(monitor), ...(noRows === undefined ? [] : [noRows])];
  for (const text of advice) context.note(`${text}.`);
  return advice;
}

/**
 * Warns of the same of many files, each with its name. What runs already is left alone, unless every retrain of it
 * would fail: its warnings were given when it was started.
 */
export async function tellAdviceOnFiles(
  context: CliContext,
  files: readonly { file: string; monitor: Monitor; isNews: boolean }[]
): Promise<void> {
  for (const { file, monitor, isNews } of files) {
    const fatal = [whyNoRetrainCanSucceed(monitor), await whyNoRows(monitor.config)].flatMap((why) => why ?? []);
    const advice = isNews ? [...new Set([...adviceOn(monitor), ...fatal])] : fatal;
    for (const text of advice) context.note(`${file}: ${text}.`);
  }
}

/** Warns of the rest, and says why every retrain would fail of a worker in this folder or with that `dataRoot`. */
export async function tellRestOfAdvice(
  context: CliContext,
  monitor: Monitor,
  dataRoot?: string
): Promise<string | undefined> {
  const why = whyNoRetrainCanSucceed(monitor) ?? (await whyNoRows(monitor.config, dataRoot));
  for (const text of adviceOn(monitor)) if (text !== why) context.note(`${text}.`);
  return why;
}

// --- internal ---

/**
 * Why the rows are not where a worker would look for them, in this folder or with that `dataRoot`; `undefined` if they
 * are. Only the worker knows: it may run elsewhere.
 */
async function whyNoRows(
  { retrain: { trainer } }: Pick<MonitorConfig, 'retrain'>,
  dataRoot?: string
): Promise<string | undefined> {
  const { csv } = (trainer.options['data'] ?? {}) as { csv?: unknown };
  if (trainer.name !== 'in-process' || trainer.taskQueue !== undefined || typeof csv !== 'string') return undefined;
  const [{ dataFile }, { requireReadable }] = await Promise.all([
    import('../../trainers/in-process/data/data-roots.ts'),
    import('../../trainers/in-process/data/csv.ts'),
  ]);
  try {
    await requireReadable(await dataFile(csv, dataRoot));
    return undefined;
  } catch (error) {
    const below = dataRoot === undefined ? 'this folder' : `\`${dataRoot}\``;
    const why = error instanceof Error ? ` (${error.message})` : '';
    return `No rows at \`${csv}\` below ${below}${why}: a worker that finds none below its own folder (\`--data-root\`) fails every retrain`;
  }
}
