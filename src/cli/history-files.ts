import { extname } from 'node:path';
import { Option, type Command } from 'commander';
import { ConfigurationError } from '../errors.ts';
import { openInput } from './input/open-input.ts';
import { ProgressBar } from './progress-bar.ts';
import { readHistory } from './input/history.ts';
import { sortedByTime, type History } from '../backtest/history.ts';
import type { CliContext } from './context.ts';
import type { Policy } from '../core/policy.ts';
import type { TimeUnit } from './input/history-format.ts';

export interface HistoryFlags {
  policy?: string;
  format?: 'csv' | 'ndjson';
  time?: string;
  timeUnit: TimeUnit;
  sort?: boolean;
}

/** The flags that say how a history is to be read. */
export function withHistory(command: Command): Command {
  return command
    .option('--policy <file>', 'the monitor file, where its name does not say that it is one')
    .addOption(
      new Option('--format <format>', 'what the history holds (seen from its first line)').choices(['csv', 'ndjson'])
    )
    .option('--time <column>', 'column with the times (at, time, timestamp, ts, datetime, date or day)')
    .addOption(new Option('--time-unit <unit>', 'of times that are numbers').choices(['ms', 's', 'day']).default('ms'))
    .option('--sort', 'order the history by time first, instead of taking it as it arrived');
}

/** Which of the files is the policy and which the history: told by their endings, in any order. */
export function filesOf(files: readonly string[], flags: HistoryFlags): { policy?: string; history?: string } {
  const isPolicy = (file: string): boolean => policyEndings.has(extname(file).toLowerCase());
  const policies = [...(flags.policy === undefined ? [] : [flags.policy]), ...files.filter(isPolicy)];
  const histories = files.filter((file) => !isPolicy(file));
  if (policies.length > 1)
    throw new ConfigurationError(`Expected one monitor file, got ${policies.join(' and ')}; --compare takes another`);
  if (histories.length > 1)
    throw new ConfigurationError(`Expected one history, got ${histories.join(' and ')}; put them into one file`);
  const [policy] = policies;
  const [history] = histories;
  return { ...(policy === undefined ? {} : { policy }), ...(history === undefined ? {} : { history }) };
}

/** Reads the history with a progress bar, and tells what is odd about it. */
export async function loadHistory(
  context: CliContext,
  file: string | undefined,
  flags: HistoryFlags,
  policies: readonly Policy[]
): Promise<History> {
  const metrics = new Set(policies.flatMap((policy) => policy.metrics.map(({ name }) => name)));
  const { chunks, size } = await openInput(context.io, file, 'a history');
  const bar = new ProgressBar(context.io.stderr, 'reading');
  const { history, notes } = await readHistory(chunks, metrics, flags, (bytes) =>
    bar.show(size === null ? 0 : bytes / size)
  );
  bar.clear();
  for (const note of notes) context.note(note);
  if (history.backward === 0) return history;
  if (flags.sort) return sortedByTime(history);
  context.note(
    `${history.backward} observations lie before one that stands above them: they are taken where they stand, as a monitor takes late ones; --sort orders the history by time`
  );
  return history;
}

// --- internal ---

const policyEndings = new Set(['.yaml', '.yml', '.json', '.ts', '.mts', '.js', '.mjs']);
