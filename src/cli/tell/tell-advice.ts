import { adviceOn } from '../../config/advice.ts';
import { whyRetrainsFail, type RowsSeen, type WhyFail } from '../input/why-retrains-fail.ts';
import type { CliContext } from '../terminal/context.ts';
import type { Monitor } from '../../config/parse-monitor.ts';

/** Warns of what a monitor file allows and hardly means, and says what it has told. */
export async function tellAdvice(
  context: CliContext,
  monitor: Monitor
): Promise<{ advice: string[]; why: WhyFail | undefined }> {
  const why = await whyRetrainsFail(monitor);
  const advice = withWhy(adviceOn(monitor), why);
  for (const text of advice) context.note(`${text}.`);
  return { advice, why };
}

/**
 * Warns of the same of many files, each with its name. What runs already is left alone, unless every retrain of it
 * would fail: its warnings were given when it was started.
 */
export async function tellAdviceOnFiles(
  context: CliContext,
  files: readonly { file: string; monitor: Monitor; isNews: boolean }[]
): Promise<void> {
  const seen: RowsSeen = new Map();
  for (const { file, monitor, isNews } of files)
    for (const text of withWhy(isNews ? adviceOn(monitor) : [], await whyRetrainsFail(monitor, undefined, seen)))
      context.note(`${file}: ${text}.`);
}

/** Warns of the rest, and says why every retrain would fail of a worker in this folder or with that `dataRoot`. */
export async function tellRestOfAdvice(
  context: CliContext,
  monitor: Monitor,
  dataRoot?: string
): Promise<string | undefined> {
  const why = await whyRetrainsFail(monitor, dataRoot);
  for (const text of adviceOn(monitor)) if (text !== why?.text) context.note(`${text}.`);
  return why?.text;
}

// --- internal ---

/** Said once. */
function withWhy(advice: readonly string[], why: WhyFail | undefined): string[] {
  return [...new Set([...advice, ...(why === undefined ? [] : [why.text])])];
}
