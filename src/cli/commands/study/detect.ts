import { Option, type Command } from 'commander';
import { chooseDetector, chooseTest, parseParams } from '../../input/choose-detector.ts';
import { ConfigurationError } from '../../../terms/errors.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { OddValues } from '../../input/odd-values.ts';
import { openInput } from '../../input/open-input.ts';
import { readNumbers } from '../../input/numbers.ts';
import { detectors } from '../../../detectors/index.ts';
import { twoSampleTests } from '../../../detectors/two-sample/index.ts';
import { DetectionWriter } from '../../print/study/detection-writer.ts';
import { numbered } from '../../../terms/numbered.ts';
import { wrap } from '../../terminal/table.ts';
import { wholeNumber } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { Verdict } from '../../../terms/level.ts';

interface Flags {
  detector: string;
  params?: string;
  column?: string;
  all?: boolean;
  input: 'metric' | 'error-bit';
  reference?: string;
  window?: number;
}

/** `detect [file]`: one detector or two-sample test over numbers. No server is needed. */
export function detectCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'detect [file]',
    json: 'lines',
    summary: 'Run one detector over numbers',
    details:
      'Reads one number per line, or a column of a CSV, from a file or standard input, and prints a line for every warning and drift: `index` from 0 among the numbers, `level`, `statistic`. The lines are JSON unless a terminal shows them. With --reference, compares the input with another sample instead. Every finite decimal number counts. What was not measured (an empty cell, `NA`, `null`, `None`) is passed over; any other text ends the run with exit code 2.',
    examples: [
      [`detect scores.txt --detector adwin --params '{"delta":0.002}'`, 'where the mean changed'],
      ['detect today.csv --column price --detector ks --reference last-month.csv', 'whether two samples differ'],
    ],
  });
  command.addHelpText('after', `\n${namesHelp()}`);
  return command
    .option('--detector <name>', 'a detector, or with --reference a two-sample test', 'default')
    .option('--params <json>', 'its options, in camelCase or snake_case')
    .option('--column <name>', 'column of a CSV with a heading (its only one with numbers, or one number per line)')
    .option('--all', 'print a line for every number, not only for warnings and drifts')
    .addOption(
      new Option('--input <kind>', 'what `default` is chosen for').choices(['metric', 'error-bit']).default('metric')
    )
    .option('--reference <file>', 'sample to compare with, in the same format')
    .option('--window <n>', 'compare every n values with the reference (all at once)', wholeNumber('--window', 1))
    .action(async (file: string | undefined, flags: Flags) => {
      await (flags.reference === undefined ? watchStream(context, file, flags) : compare(context, file, flags));
    });
}

// --- internal ---

function namesHelp(): string {
  const list = (names: Iterable<string>): string => wrap([...names].join(', '), 76, '  ');
  return `Detectors:\n  ${list(['default', ...detectors.keys()])}\n\nTwo-sample tests, with --reference:\n  ${list(twoSampleTests.keys())}`;
}

/** Counts what was not measured, as an index is not that of the line then. */
class Missing {
  private count = 0;
  readonly onMissing = (): void => void (this.count += 1);

  tell(context: CliContext): void {
    if (this.count === 0) return;
    context.note(`passes over ${numbered(this.count, 'value')} that were not measured: an index counts the others`);
  }
}

async function watchStream(context: CliContext, file: string | undefined, flags: Flags): Promise<void> {
  if (twoSampleTests.has(flags.detector))
    throw new ConfigurationError(
      `Expected --reference with \`${flags.detector}\`, got none; it compares two samples, so name the file of the other one`
    );
  if (flags.window !== undefined)
    throw new ConfigurationError('Expected --window to go with --reference, got it alone');
  const { name, params, input } = { name: flags.detector, params: parseParams(flags.params), input: flags.input };
  const { detector, options } = chooseDetector({ name, params, input });
  const { chunks } = await openInput(context.io, file, 'numbers');
  const out = new DetectionWriter(context);
  const given = options as Record<string, unknown>;
  const state = detector.init(given);
  const isBit = detector.input !== 'metric';
  let strangers = 0;
  let odd = new OddValues(flags.column);
  const onColumn = (column: string): void => {
    odd = new OddValues(column);
    context.note(`reads the column \`${column}\`, the only one with numbers`);
  };
  let index = 0;
  const missing = new Missing();
  const { onMissing } = missing;
  try {
    for await (const value of readNumbers(chunks, { column: flags.column, onColumn, onMissing })) {
      const x = value as number;
      if (isBit && (x < 0 || x > 1)) strangers += 1;
      odd.see(x);
      const verdict = detector.update(state, x, given);
      const warns = (state as { warning?: boolean }).warning ?? verdict === 'warning';
      if (flags.all || verdict === 'drift' || warns) {
        const level: Verdict = verdict === 'drift' ? 'drift' : warns ? 'warning' : verdict;
        const { statistic } = detector.read(state, given);
        out.write({ index, level, statistic, ...(level === 'drift' && warns ? { warning: true } : {}) });
      }
      index += 1;
    }
  } finally {
    out.flush();
  }
  out.end(numbered(index, 'value'));
  odd.tell(context);
  missing.tell(context);
  if (strangers > 0)
    context.note(
      `${strangers} of ${index} values are outside 0 to 1: \`${detector.name}\` is made for ${detector.input}s, so its verdicts mean nothing here`
    );
}

async function compare(context: CliContext, file: string | undefined, flags: Flags): Promise<void> {
  const { test, options } = chooseTest(flags.detector, parseParams(flags.params));
  const isNumeric = !Object.hasOwn(test.parameters, 'data');
  const onColumn = (column: string): void => context.note(`reads the column \`${column}\`, the only one with numbers`);
  const given = options as Record<string, unknown>;
  const read = async (path: string | undefined, what: string): Promise<(number | string)[]> => {
    const values: (number | string)[] = [];
    const { chunks } = await openInput(context.io, path, what);
    const odd = new OddValues(flags.column);
    const missing = new Missing();
    const format = { column: flags.column, labels: !isNumeric, onColumn, onMissing: missing.onMissing };
    for await (const value of readNumbers(chunks, format)) {
      odd.see(value);
      values.push(value);
    }
    odd.tell(context);
    missing.tell(context);
    return values;
  };
  const reference = await read(flags.reference, 'the reference');
  const current = await read(file, 'values');
  const size = flags.window ?? current.length;
  if (size > current.length)
    throw new ConfigurationError(
      `Expected --window to be at most ${current.length}, the number of values, got \`${size}\``
    );
  const out = new DetectionWriter(context);
  const unjudged: string[] = [];
  for (let from = 0; from + size <= current.length; from += size) {
    const { verdict, ...result } = test.run(reference, current.slice(from, from + size), given);
    if (result.because !== undefined) unjudged.push(result.because);
    const place = flags.window === undefined ? {} : { index: from + size - 1 };
    out.write({ ...place, level: verdict, ...result });
  }
  out.flush();
  if (unjudged.length > 0)
    context.note(
      `no verdict on ${unjudged.length} of ${numbered(Math.floor(current.length / size), 'comparison')}: ${unjudged[0]}`
    );
  const left = current.length % size;
  if (left > 0) context.note(`the last ${left} values do not fill a window of ${size} and were not compared`);
}
