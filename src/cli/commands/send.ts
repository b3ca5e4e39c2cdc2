import { createReadStream } from 'node:fs';
import { Option, type Command } from 'commander';
import { ConfigurationError } from '../../terms/errors.ts';
import { modelArgument } from '../frame/arguments.ts';
import type { CliContext } from '../terminal/context.ts';
import { defineCommand } from '../frame/define-command.ts';
import { each } from '../input/refuse-unmeant.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { formatReport, type SendReport } from '../input/sample/send-report.ts';
import { MetricSending } from '../input/sample/metric-sending.ts';
import { keyedByFile } from '../input/sample/keyed-by-file.ts';
import type { KnownLists } from '../input/sample/lanes.ts';
import { openInput, type OpenInput } from '../input/open-input.ts';
import { readSamples, type ReadSample, type SampleFormat } from '../../samples/read-samples.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import { sampleOfFlags, type SampleFlags } from '../input/sample/sample-of-flags.ts';
import { sayUnit, timeUnitOption } from '../input/time-unit.ts';
import { withServer, type ServerOptions } from '../frame/server-options.ts';
import { withClient } from '../frame/with-client.ts';

interface Flags extends ServerOptions, SampleFlags {
  file?: string;
  format?: SampleFormat;
  ignoreUnknown?: boolean;
  force?: boolean;
  again?: boolean;
  corrects?: string;
}

/** `send <model>`: metrics from flags, a file or standard input. */
export function sendCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'send <model>',
    summary: 'Send metrics to a monitor',
    details:
      'From flags, or as CSV or NDJSON from a file or standard input. The columns of a CSV are metrics, next to `at` (or `time`, `timestamp`), `version`, `segment`, `key` (the same key counts once) and `n` (how many rows the values are means of); or it has columns `metric` and `value`. NDJSON has the same fields: {"accuracy":0.93,"at":"2026-03-02T12:00:00Z"}. Bad lines are reported with their number, and all other lines are sent. Rows of a file with a time count once, even if you send the same file twice, or once more after rows were added at its end. Rows without a time, rows from a pipe, and all of a file that was changed elsewhere count again, unless they have a `key`; of a corrected file, name the file as it was with --corrects, and only what is new or changed in it counts. What the monitor has counted is never taken back.',
    examples: [
      ['send shop:ranker --metric accuracy=0.93 --version 1.4.0', 'measured now, on that version'],
      ['send shop:ranker --file metrics.csv', 'one column per metric; or pipe it in'],
    ],
  });
  return withServer(command)
    .option('--metric <name=value>', 'a value; may be repeated', each(String))
    .option('--at <time>', 'when it was measured, ISO 8601 or epoch milliseconds (now)')
    .option('--version <semver>', 'model version it was measured on')
    .option('--segment <name>', 'slice of the data it belongs to (the model as a whole)')
    .option('--key <text>', 'identifies the event: it counts once, however often it is sent')
    .option('--n <rows>', 'how many rows the values are means of, so that few weigh as few')
    .option('--file <path>', 'CSV or NDJSON; `-` is standard input')
    .addOption(
      new Option('--format <format>', 'what the file holds (seen from its first line)').choices(['csv', 'ndjson'])
    )
    .addOption(timeUnitOption())
    .option('--again', 'count rows again that were sent from this file before')
    .option('--corrects <file>', 'the file as it was sent: what stands in both counts no second time')
    .option('--ignore-unknown', 'leave out metrics that the monitor does not watch, instead of refusing their lines')
    .option(
      '--force',
      'send implausible values and times too, such as an accuracy of 93 or a time in next week or decades ago; and versions that are newer than all that the monitor knows'
    )
    .action((text: string, flags: Flags) => run(context, modelArgument(text), flags));
}

// --- internal ---

async function run(context: CliContext, model: string, flags: Flags): Promise<void> {
  const tellGone = (count: number): void => sending.tellGone(count);
  const { samples, from, isOfFlags = false } = await samplesOf(context, flags, tellGone);
  // Never drop anything while there is input: a full buffer makes the reading wait.
  const publisher = {
    capacity: 20_000,
    maxWaitMs: 2 ** 31 - 1,
    onError: (failure: { error: Error }) => sending.fail(failure.error),
  };
  const wait = { isTold: false };
  const onWait = (text: string): void => {
    wait.isTold = !context.json;
    context.tellWait(text);
  };
  const sending = new MetricSending({
    model,
    ignoreUnknown: flags.ignoreUnknown ?? false,
    force: flags.force ?? false,
    timeUnit: flags.timeUnit,
    from,
    isOfFlags,
    wait,
    signal: context.io.signal,
  });
  const { address, namespace, profile } = flags;
  const report = await withClient(context, { address, namespace, profile, publisher, onWait }, (client) => {
    // From here on something may have been read that is to be delivered.
    context.endsItself = true;
    return sending.run(client, samples(client.monitor(model)), (line) => context.note(line));
  });
  context.exitCode = exitCodeFor(report, context.io.signal.aborted);
  context.result(report, () => formatReport(report));
}

function exitCodeFor({ accepted, ignored, rejected }: SendReport, isInterrupted: boolean): number {
  if (isInterrupted) return exitCodes.interrupted;
  if (accepted + ignored + rejected === 0)
    throw new ConfigurationError('Expected metrics, got none in the input; nothing was sent');
  return rejected > 0 ? exitCodes.badInput : exitCodes.ok;
}

/** What is sent, and where it comes from if whoever sends it again should know what becomes of it. */
interface Source {
  samples: (monitor: MonitorHandle) => AsyncIterable<ReadSample>;
  from?: 'file' | 'pipe';
  isOfFlags?: boolean;
}

/** Reports every mistake that shows before the first line is read, before it connects to a server. */
async function samplesOf(context: CliContext, flags: Flags, tellGone: (count: number) => void): Promise<Source> {
  const { io } = context;
  const { metric = [], file, format, timeUnit, corrects: old } = flags;
  if (old !== undefined && (file === undefined || file === '-' || flags.again))
    throw new ConfigurationError(
      `Expected --corrects to go with --file, the corrected file${flags.again ? ', and without --again' : ''}`
    );
  if (metric.length > 0) {
    if (file !== undefined) throw new ConfigurationError('Expected either --metric or --file, got both');
    const sample = sampleOfFlags(flags);
    return { samples: () => only({ line: 1, sample }), isOfFlags: true };
  }
  const strangers = (['at', 'version', 'segment', 'key', 'n'] as const).filter((name) => flags[name] !== undefined);
  if (strangers.length > 0)
    throw new ConfigurationError(
      `Expected --${strangers.join(', --')} to go with --metric; in a file these are columns, or fields of each line`
    );
  if (file === undefined && io.stdin.isTTY)
    throw new ConfigurationError(
      'Expected metrics, got none: give --metric accuracy=0.93, or --file metrics.csv, or pipe them in'
    );
  const read = (chunks: OpenInput['chunks']): AsyncIterable<ReadSample> =>
    readSamples(chunks, format, { unit: timeUnit, sayUnit });
  const { chunks, size } = await openInput(io, file, 'metrics');
  if (flags.again) return { samples: () => read(chunks) };
  const note = (line: string): void => context.note(line);
  // What is no regular file cannot be read twice.
  if (file === undefined || size === null) {
    if (old !== undefined)
      throw new ConfigurationError(`Expected --file to be a regular file for --corrects, got \`${file}\``);
    return { samples: () => read(chunks), from: 'pipe' };
  }
  const oldFile = old === undefined ? undefined : await openInput(io, old, 'metrics');
  const corrects = old !== undefined && oldFile && { name: old, read: () => read(oldFile.chunks), tellGone };
  const keyed = (monitor: MonitorHandle): AsyncIterable<ReadSample> => {
    const lists = (): Promise<KnownLists | undefined> => monitor.lists().catch(() => undefined);
    let opened: OpenInput['chunks'] | undefined = chunks;
    const readAgain = (): AsyncIterable<ReadSample> => {
      const now = opened ?? createReadStream(file);
      opened = undefined;
      return read(now);
    };
    return keyedByFile({ read: readAgain, lists, note, ...(corrects && { corrects }) });
  };
  return { samples: keyed, from: 'file' };
}

async function* only(sample: ReadSample): AsyncGenerator<ReadSample> {
  yield await Promise.resolve(sample);
}
