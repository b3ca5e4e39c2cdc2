import { readPath } from '../../../folders/read-path.ts';
import { extname } from 'node:path';
import type { Command } from 'commander';
import { backtestSteps, type Backtest } from '../../../backtest/backtest.ts';
import { calibrateSteps, type Calibration } from '../../../calibrate/calibrate.ts';
import { checkedDrifts, timeOutside } from './checked-drifts.ts';
import { ConfigurationError } from '../../../terms/errors.ts';
import { driftFlag, faultOf } from '../../../calibrate/support.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { checkOutputFile, writeOutputFile } from '../../frame/output-file.ts';
import { each } from '../../input/refuse-unmeant.ts';
import { inTurns } from '../../../backtest/in-turns.ts';
import { durationOf, wholeNumber } from '../../frame/arguments.ts';
import { filesOf, loadHistory, withHistory, type HistoryFlags } from '../../input/history/history-files.ts';
import { formatCalibration } from '../../print/study/calibration.ts';
import { checkMonitorText, loadMonitor, type LoadedMonitor } from '../../../config/file/load-monitor.ts';
import { parseTime } from '../../../rows/time.ts';
import { markedPast, stillSuspected } from './marked-past.ts';
import { markText, marksOfMonitor } from '../../input/history/marks-of-monitor.ts';
import { ProgressBar } from '../../terminal/progress-bar.ts';
import { sourcesOf, type Range, type Sources } from '../../../calibrate/sources-of.ts';
import { rowsNotes } from '../../../calibrate/noise/rows-behind.ts';
import { seasonalityOf } from '../../../core/view/knowledge-texts.ts';
import { stringify } from 'yaml';
import { timeText } from '../../../terms/time-text.ts';
import { writeOptions } from '../../../config/file/write-options.ts';
import type { MarkedDrifts } from '../../../backtest/life/marked-drifts.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { Policy } from '../../../core/state/policy.ts';
import type { History } from '../../../backtest/history.ts';

interface Flags extends HistoryFlags {
  falseRetrains: number;
  per: string;
  drift?: Range[];
  confidence: number;
  retrainTakes: string;
  seed: number;
  write?: string;
  force?: boolean;
}

/** `calibrate <policy> [history]`: limits for a budget of false retrains. No server is needed. */
export function calibrateCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'calibrate [files...]',
    summary: 'Choose the limits of a policy for a budget of false retrains',
    details:
      'Takes a monitor file and a history, as `backtest` does. Draws streams without drift from the history, by a bootstrap that keeps autocorrelation, season and tails. Adjusts the limit of every detector until the policy launches no more retrains on them than the budget allows, also where the history is a poor sample of the truth. Refuses a history that is too short for the budget. Then shows how soon shifts are found. With `--monitor`, what people have marked true is left out as `--drift` does, and what they have marked false counts as calm.',
    examples: [
      [
        'calibrate rain.monitor.yaml history.csv --false-retrains 1 --per 90d',
        'limits for one false retrain in 90 days',
      ],
      [
        'calibrate rain.monitor.yaml history.csv --drift 2026-02-01..2026-02-09 --write calibrated.yaml',
        'leaves out a known drift; writes the result to a file',
      ],
    ],
  });
  return withHistory(command)
    .option('--false-retrains <n>', 'false retrains to accept …', positive('--false-retrains'), 1)
    .option('--per <duration>', '… in that time', '90d')
    .option(
      '--confidence <share>',
      'how sure the budget is kept, from what such a history can know; 0.5 aims at the budget itself',
      share('--confidence'),
      0.975
    )
    .option('--drift <from..to>', 'a span of known drift, within the history; may be repeated', each(range))
    .option('--retrain-takes <duration>', 'how long a simulated retrain takes', '1h')
    .option('--seed <n>', 'seed of the resampling; the same seed gives the same limits', wholeNumber('--seed', 0), 1)
    .option('--write <file>', 'write the monitor file with the new limits')
    .option('--force', 'take limits that keep the budget also where they find no drift')
    .action((files: string[], flags: Flags) => run(context, files, flags));
}

// --- internal ---

async function run(context: CliContext, files: string[], flags: Flags): Promise<void> {
  const { policy: file, history: historyFile } = await filesOf(files, flags);
  if (file === undefined)
    throw new ConfigurationError('Expected a monitor file (.yaml, .json, .ts), got none; it names the detectors');
  const monitor = await loadMonitor(file);
  const perMs = durationOf('--per', flags.per);
  const takesMs = durationOf('--retrain-takes', flags.retrainTakes);
  if (flags.write !== undefined) await checkTarget(flags.write);
  const { history } = await loadHistory(context, historyFile, flags, [monitor.policy]);
  for (const text of checkedDrifts(history, flags.drift ?? [])) context.note(text);
  const marks = flags.monitor === undefined ? [] : await marksOfMonitor(context, flags.monitor, flags);
  const { drifts: marked, calm } = markedPast(marks);
  const known = [...(flags.drift ?? []), ...marked];
  const { sources, missing, leftOut, suspected: looking } = sourcesOf(history, monitor.policy, known);
  const suspected = stillSuspected(looking, calm);
  for (const mark of marks) context.note(markText(mark));
  for (const name of missing) context.note(`the history has no values of ${name}: it counts as never reported`);
  for (const { metric, streams, of } of leftOut)
    context.note(
      `${streams} of ${of} streams of ${metric} have too few values to simulate: their retrains are not in the budget`
    );
  for (const shift of suspected) context.note(suspicion(shift));
  for (const { metric, segment, rows } of sources) {
    const name = segment ? `${metric} in ${segment}` : metric;
    const { aggregate } = monitor.policy.metrics.find((one) => one.name === metric) ?? {};
    for (const text of rows ? rowsNotes(rows, name, aggregate?.everyMs) : []) context.note(text);
  }
  for (const text of seasonsLeftIn(monitor.policy, sources)) context.note(text);
  const bar = new ProgressBar(context.io.stderr, 'calibrating');
  const steps = calibrateSteps({
    ...monitor,
    sources,
    suspected,
    from: history.arrivals[0] ?? 0,
    takesMs,
    seed: flags.seed,
    falseRetrains: flags.falseRetrains,
    perMs,
    confidence: flags.confidence,
    onProgress: (share) => bar.show(share),
  });
  const calibration = await inTurns(steps, context.io.signal);
  bar.clear();
  // The report shows it.
  if (context.json) for (const warning of calibration.warnings) context.note(warning);
  if (calibration.changes.length === 0) throw nothingToChoose(calibration);
  const fault = faultOf(calibration, flags.force);
  const written = fault === undefined ? (flags.write ?? null) : null;
  if (written !== null) await write(file, written, monitor, calibration);
  const sourced = { sources, missing, leftOut, suspected, known, marks };
  await report(context, { monitor, history, ...sourced, calibration, perMs, takesMs, flags, written });
  if (fault === undefined) return;
  throw new ConfigurationError(
    `Expected limits that ${fault}${flags.write === undefined ? '' : `; \`${flags.write}\` is not written`}`
  );
}

function nothingToChoose({ fixed }: Calibration): ConfigurationError {
  const expected = 'Expected a detector whose limit can be chosen';
  const idle = fixed.filter(({ why }) => why === 'in-no-rule');
  if (fixed.length === 0 || idle.length < fixed.length) {
    const got = fixed.map(({ type }) => type).join(', ') || 'none that asks for a retrain';
    return new ConfigurationError(`${expected}, got ${got}; name one such as z-page-hinkley`);
  }
  const names = idle.map(({ metric, detector }) => `\`${metric}:${detector}\``).join(', ');
  return new ConfigurationError(`${expected}, got ${names}, which no rule names; add one to a rule of the policy`);
}

/** What a policy could take out, and its limits must leave room for otherwise. */
function seasonsLeftIn({ metrics }: Policy, sources: Sources['sources']): string[] {
  return metrics.flatMap(({ name, season }) => {
    const own = sources.filter(({ metric }) => metric === name);
    const periods = new Set(own.flatMap((source) => source.periods));
    if (season || periods.size === 0) return [];
    const round = periods.has('week') ? 'week' : 'day';
    const by = seasonalityOf(round, Math.min(...own.map(({ stepMs }) => stepMs)));
    return [
      `${name} has a season of a ${round}, which limits must leave room for: add \`seasonality: ${by}\`, and drifts are found sooner`,
    ];
  });
}

/** With the flag that leaves it out. */
function suspicion({ metric, segment, from, to, sd }: Sources['suspected'][number]): string {
  const where = segment ? `${metric} in ${segment}` : metric;
  const away = `${sd < 0 ? '−' : '+'}${Math.abs(sd).toFixed(1)} sd`;
  return `${where} looks as if it had drifted (${away}) from ${timeText(from)} to ${timeText(to)}: taken for noise, that makes limits lenient; if it was a drift, leave it out: ${driftFlag({ from, to })}`;
}

interface Outcome extends Sources {
  /** Drifts that were left out, by `--drift` and by marks. */
  known: readonly Range[];
  marks: MarkedDrifts[];
  monitor: LoadedMonitor;
  history: History;
  calibration: Calibration;
  perMs: number;
  takesMs: number;
  flags: Flags;
  written: string | null;
}

async function report(context: CliContext, outcome: Outcome): Promise<void> {
  const { monitor, history, sources, missing, leftOut, suspected, calibration, perMs, takesMs, flags } = outcome;
  const { known, marks } = outcome;
  const { policy, ...rest } = calibration;
  const steps = backtestSteps({
    config: monitor.config,
    policy,
    history,
    retrains: { takesMs, outcome: 'promoted' },
  });
  const onHistory = await inTurns(steps, context.io.signal);
  const drifts = known.map((drift) => ({ ...drift, foundAt: foundAt(onHistory, drift) }));
  const inDrift = (at: number): boolean => drifts.some(({ from, to }) => at >= from && at <= to);
  const document = {
    model: monitor.config.model,
    budget: { falseRetrains: flags.falseRetrains, perMs },
    history: sources.map((source) => {
      const { draw: _, between: __, ...facts } = source;
      return facts;
    }),
    missing,
    leftOut,
    suspected,
    marks,
    ...rest,
    onHistory: {
      retrains: onHistory.retrains.filter(({ at }) => !inDrift(at)).length,
      ms: timeOutside(onHistory, drifts),
      drifts,
    },
    written: outcome.written,
    policy,
  };
  context.result(document, () => formatCalibration(document, context));
}

function foundAt({ retrains }: Backtest, { from, to }: Range): number | null {
  return retrains.find(({ at }) => at >= from && at <= to)?.at ?? null;
}

async function checkTarget(path: string): Promise<void> {
  if (!['.yaml', '.yml', '.json'].includes(extname(path).toLowerCase()))
    throw new ConfigurationError(`Expected \`--write\` to name a .yaml or .json file, got \`${path}\``);
  await checkOutputFile('--write', path);
}

/**
 * A text file keeps its comments; the export of a script is written as it is.
 *
 * @throws ConfigurationError if `validate` would refuse the result, as with limits of shares in per cent
 */
async function write(from: string, to: string, monitor: LoadedMonitor, { changes }: Calibration): Promise<void> {
  const isText = ['.yaml', '.yml', '.json'].includes(extname(from).toLowerCase());
  const text = isText ? (await readPath(from)).toString('utf8') : stringify(monitor.written);
  const options = changes.map(({ metric, index, type, after }) => ({ metric, index, type, options: after }));
  const written = writeOptions(text, options, extname(to).toLowerCase() === '.json');
  checkMonitorText(to, written);
  await writeOutputFile('--write', to, written);
}

function range(text: string): Range {
  const [from, to, ...more] = text.split('..').map((time) => parseTime(time));
  if (from !== undefined && to !== undefined && more.length === 0 && from < to) return { from, to };
  throw new ConfigurationError(
    `Expected \`--drift\` to be two times such as \`2026-02-01..2026-02-09T12:00:00Z\`, the earlier first, got \`${text}\``
  );
}

function share(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0.5 && value <= 0.999) return value;
    throw new ConfigurationError(`Expected \`${option}\` to be a share from 0.5 to 0.999, got \`${text}\``);
  };
}

function positive(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
    throw new ConfigurationError(`Expected \`${option}\` to be a number above 0, got \`${text}\``);
  };
}
