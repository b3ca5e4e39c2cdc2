import { extname } from 'node:path';
import { Option, type Command } from 'commander';
import { ConfigurationError } from '../../../terms/errors.ts';
import { numbered } from '../../../terms/numbered.ts';
import { isHistoryJson } from './is-history-json.ts';
import { monitorPast, type MonitorPast } from '../../../backtest/monitor-past.ts';
import { openInput } from '../open-input.ts';
import { oddHistory } from './odd-history.ts';
import { ProgressBar } from '../../terminal/progress-bar.ts';
import { readHistory } from './history.ts';
import type { ReadHistory } from './finished-history.ts';
import { sortedByTime, type History } from '../../../backtest/history.ts';
import { timeUnitOption } from '../time-unit.ts';
import { withClient } from '../../frame/with-client.ts';
import { withServer, type ServerOptions } from '../../frame/server-options.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { Policy } from '../../../core/state/policy.ts';
import type { TimeUnit } from '../../../rows/time.ts';

export interface HistoryFlags extends ServerOptions {
  monitor?: string;
  policy?: string;
  format?: 'csv' | 'ndjson' | 'parquet';
  time?: string;
  timeUnit?: TimeUnit;
  sort?: boolean;
}

/** The flags that say how to read a history. */
export function withHistory(command: Command): Command {
  command
    .option('--policy <file>', 'the monitor file, if its name does not show that it is one')
    .addOption(
      new Option('--format <format>', 'what the history holds (seen from its ending or its first line)').choices([
        'csv',
        'ndjson',
        'parquet',
      ])
    )
    .option('--time <column>', 'column with the times (at, time, timestamp, ts, datetime, date or day)')
    .addOption(timeUnitOption())
    .option('--sort', 'sort the history by time first, instead of keeping its order')
    .option('--monitor <model>', "the metrics a monitor received, from its server's event history, instead of a file");
  return withServer(command);
}

/** Which file is the policy and which is the history: by their endings, in any order; JSON by its content. */
export async function filesOf(
  files: readonly string[],
  flags: HistoryFlags
): Promise<{ policy?: string; history?: string }> {
  const policies = flags.policy === undefined ? [] : [flags.policy];
  const histories: string[] = [];
  for (const file of files) ((await isPolicy(file)) ? policies : histories).push(file);
  if (policies.length > 1)
    throw new ConfigurationError(
      `Expected one monitor file, got ${policies.join(' and ')}; pass the second with --compare`
    );
  if (histories.length > 1)
    throw new ConfigurationError(`Expected one history, got ${histories.join(' and ')}; merge them into one file`);
  const [policy] = policies;
  const [history] = histories;
  return { ...(policy === undefined ? {} : { policy }), ...(history === undefined ? {} : { history }) };
}

/** A history; for a monitor's own history, also what became of the monitor. */
export type LoadedHistory = Pick<MonitorPast, 'history'> & Partial<LivedPast>;

interface LivedPast extends MonitorPast {
  /** The monitor's clock, as far as it has come. */
  until: number | null;
}

/** Reads the history with a progress bar, and notes what is odd about it. */
export async function loadHistory(
  context: CliContext,
  file: string | undefined,
  flags: HistoryFlags,
  policies: readonly Policy[]
): Promise<LoadedHistory> {
  const metrics = new Set(policies.flatMap((policy) => policy.metrics.map(({ name }) => name)));
  const tell = (history: History): void => {
    const reading = { now: Date.now(), isFromFile: flags.monitor === undefined, timeUnit: flags.timeUnit };
    for (const text of oddHistory(history, reading)) context.note(text);
  };
  if (flags.monitor === undefined) {
    const history = await fromFile(context, file, flags, metrics);
    tell(history);
    return { history };
  }
  if (file !== undefined)
    throw new ConfigurationError(`Expected one history, got \`${file}\` and --monitor ${flags.monitor}; leave one out`);
  const past = await fromMonitor(context, flags.monitor, flags, metrics);
  tell(past.history);
  return flags.sort ? { ...past, history: sortedByTime(past.history) } : past;
}

// --- internal ---

const policyEndings = new Set(['.yaml', '.yml', '.ts', '.mts', '.js', '.mjs']);

async function isPolicy(file: string): Promise<boolean> {
  const ending = extname(file).toLowerCase();
  return ending === '.json' ? !(await isHistoryJson(file)) : policyEndings.has(ending);
}

async function fromMonitor(
  context: CliContext,
  model: string,
  { address, namespace, profile }: ServerOptions,
  metrics: ReadonlySet<string>
): Promise<LivedPast> {
  // Imported here, because a history from a file needs no client.
  const { pastEvents } = await import('../../../client/past-events.ts');
  const server = { ...(address && { address }), ...(namespace && { namespace }), ...(profile && { profile }) };
  const { events, until, runs, isCut } = await withClient(context, server, (client) => {
    client.monitor(model);
    return pastEvents(client.client, model);
  });
  const past = monitorPast(events, metrics);
  if (past.history.size === 0)
    throw new ConfigurationError(
      `Expected the monitor of \`${model}\` to have received values of ${[...metrics].map((name) => `\`${name}\``).join(', ')}, got none in ${runs === 1 ? 'its run' : `its ${runs} runs`}`
    );
  if (isCut)
    context.note(
      'the server no longer has the first runs of this monitor: detectors start afresh at the beginning of its history'
    );
  if (past.commands > 0)
    context.note(
      `${numbered(past.commands, 'command')} of people in it ${past.commands === 1 ? 'is' : 'are'} not replayed: what they launched, held or ended comes out otherwise here`
    );
  return { ...past, until };
}

async function fromFile(
  context: CliContext,
  file: string | undefined,
  flags: HistoryFlags,
  metrics: ReadonlySet<string>
): Promise<History> {
  const bar = new ProgressBar(context.io.stderr, 'reading');
  const { history, notes } = await read(context, file, flags, metrics, (share) => bar.show(share));
  bar.clear();
  for (const note of notes) context.note(note);
  if (history.backward === 0) return history;
  if (flags.sort) return sortedByTime(history);
  context.note(
    `${numbered(history.backward, 'observation')} ${history.backward === 1 ? 'is' : 'are'} older than the row above: kept in the given order, as a monitor counts late ones; --sort sorts the history by time`
  );
  return history;
}

async function read(
  context: CliContext,
  file: string | undefined,
  flags: HistoryFlags,
  metrics: ReadonlySet<string>,
  onShare: (share: number) => void
): Promise<ReadHistory> {
  if (flags.format === 'parquet' || (flags.format === undefined && extname(file ?? '').toLowerCase() === '.parquet')) {
    // Its index is at the end.
    if (file === undefined || file === '-')
      throw new ConfigurationError('Expected a Parquet history to be a file, got standard input; save it first');
    const { readParquet } = await import('./history-parquet.ts');
    return readParquet(file, metrics, flags, onShare);
  }
  const { chunks, size } = await openInput(context.io, file, 'a history');
  const onBytes = (bytes: number): void => onShare(size === null ? 0 : bytes / size);
  return readHistory(chunks, metrics, flags, { onBytes, file: file === '-' ? undefined : file });
}
