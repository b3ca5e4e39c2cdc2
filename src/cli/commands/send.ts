import { Option, type Command } from 'commander';
import { ConfigurationError } from '../../terms/errors.ts';
import { modelArgument } from '../frame/arguments.ts';
import type { CliContext } from '../terminal/context.ts';
import { defineCommand } from '../frame/define-command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { formatReport, MetricSending, type SendReport } from '../input/metric-sending.ts';
import { keyedByFile } from '../input/keyed-by-file.ts';
import { openInput } from '../input/open-input.ts';
import { readSamples, type ReadSample, type SampleFormat } from '../input/read-samples.ts';
import { sampleOfFlags, type SampleFlags } from '../input/sample-of-flags.ts';
import { withServer, type ServerOptions } from '../frame/server-options.ts';
import { withClient } from '../frame/with-client.ts';

interface Flags extends ServerOptions, SampleFlags {
  file?: string;
  format?: SampleFormat;
  ignoreUnknown?: boolean;
  force?: boolean;
  again?: boolean;
}

/** `send <model>`: metrics from flags, a file or standard input. */
export function sendCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'send <model>',
    summary: 'Send metrics to a monitor',
    details:
      'From flags, or as CSV or NDJSON from a file or standard input. The columns of the CSV are metrics, beside `at` (or `time`, `timestamp`), `version` and `segment`; or there are columns `metric` and `value`. Lines of NDJSON look the same: {"accuracy":0.93,"at":"2026-03-02T12:00:00Z"}. Bad lines are told with their number, the others are sent. Rows of a file that say when they were measured count once, though the same file is sent twice (the newest 5,000 values are known).',
    examples: [
      ['send shop:ranker --metric accuracy=0.93 --version 1.4.0', 'measured now, on that version'],
      ['send shop:ranker --file metrics.csv', 'a column a metric; or pipe it in'],
    ],
  });
  const collect = (value: string, before: string[] = []): string[] => [...before, value];
  return withServer(command)
    .option('--metric <name=value>', 'a value; may be given several times', collect)
    .option('--at <time>', 'when it was measured, ISO 8601 or epoch milliseconds (now)')
    .option('--version <semver>', 'model version it was measured on')
    .option('--segment <name>', 'slice of the data it belongs to (the model as a whole)')
    .option('--file <path>', 'CSV or NDJSON; `-` is standard input')
    .addOption(
      new Option('--format <format>', 'what the file holds (seen from its first line)').choices(['csv', 'ndjson'])
    )
    .option('--again', 'count rows that were sent from this very file before once more')
    .option('--ignore-unknown', 'leave out metrics that the monitor does not watch, instead of refusing their lines')
    .option(
      '--force',
      'send values and times that cannot be meant, such as an accuracy of 93 or seconds for milliseconds'
    )
    .action((text: string, flags: Flags) => run(context, modelArgument(text), flags));
}

// --- internal ---

async function run(context: CliContext, model: string, flags: Flags): Promise<void> {
  const samples = await samplesOf(context, flags);
  context.endsItself = true;
  // Nothing may be given up while there is input: what is full makes the reading wait.
  const publisher = {
    capacity: 20_000,
    maxWaitMs: 2 ** 31 - 1,
    onError: (failure: { error: Error }) => sending.fail(failure.error),
  };
  const sending = new MetricSending({
    model,
    ignoreUnknown: flags.ignoreUnknown ?? false,
    force: flags.force ?? false,
    signal: context.io.signal,
  });
  const { address, namespace, profile } = flags;
  const report = await withClient(context, { address, namespace, profile, publisher }, (client) =>
    sending.run(client, samples, (line) => context.note(line))
  );
  context.exitCode = exitCodeFor(report, context.io.signal.aborted);
  context.result(report, () => formatReport(report));
}

function exitCodeFor({ accepted, ignored, rejected }: SendReport, isInterrupted: boolean): number {
  if (isInterrupted) return exitCodes.interrupted;
  if (accepted + ignored + rejected === 0)
    throw new ConfigurationError('Expected metrics, but the input held none; nothing was sent');
  return rejected > 0 ? exitCodes.badInput : exitCodes.ok;
}

/** Everything that can be wrong before the first line is read is told before a server is looked for. */
async function samplesOf({ io }: CliContext, flags: Flags): Promise<AsyncIterable<ReadSample>> {
  const { metric = [], file, format } = flags;
  if (metric.length > 0) {
    if (file !== undefined) throw new ConfigurationError('Expected either --metric or --file, got both');
    return only({ line: 1, sample: sampleOfFlags(flags) });
  }
  const strangers = (['at', 'version', 'segment'] as const).filter((name) => flags[name] !== undefined);
  if (strangers.length > 0)
    throw new ConfigurationError(
      `Expected --${strangers.join(', --')} to go with --metric; in a file these are columns, or fields of each line`
    );
  if (file === undefined && io.stdin.isTTY)
    throw new ConfigurationError(
      'Expected metrics, got none: give --metric accuracy=0.93, or --file metrics.csv, or pipe them in'
    );
  const samples = readSamples((await openInput(io, file, 'metrics')).chunks, format);
  return file === undefined || file === '-' || flags.again ? samples : keyedByFile(file, samples);
}

async function* only(sample: ReadSample): AsyncGenerator<ReadSample> {
  yield await Promise.resolve(sample);
}
