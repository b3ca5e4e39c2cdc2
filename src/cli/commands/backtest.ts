import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { backtest, type Backtest } from '../../backtest/backtest.ts';
import { backtestPage } from '../../backtest/report-page.ts';
import { ConfigurationError } from '../../errors.ts';
import { defineCommand } from '../define-command.ts';
import { durationOf } from '../arguments.ts';
import { filesOf, loadHistory, withHistory, type HistoryFlags } from '../history-files.ts';
import { formatBacktest } from '../format-backtest.ts';
import { formatComparison } from '../format-comparison.ts';
import { loadMonitor } from '../../config/load-monitor.ts';
import { ProgressBar } from '../progress-bar.ts';
import type { CliContext } from '../context.ts';
import type { History } from '../../backtest/history.ts';
import type { Monitor } from '../../config/parse-monitor.ts';
import type { RetrainRule } from '../../backtest/simulation.ts';

interface Flags extends HistoryFlags {
  compare?: string;
  retrainTakes: string;
  outcome: RetrainRule['outcome'];
  cost?: number;
  html?: string;
  all?: boolean;
}

/** `backtest <policy> [history]`: the retrains that a policy would have asked for. No server is needed. */
export function backtestCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'backtest [files...]',
    summary: 'Show the retrains that a policy would have asked for',
    details:
      'Takes a monitor file and a history: a CSV with a column of times and a column a metric, a CSV `time,metric,value` with `segment` and `version` if need be, or NDJSON of either kind; from a file or standard input. Decides by the very code that runs in production, in the time of the history. Retrains are not trained: each takes as long as --retrain-takes says and ends as --outcome says.',
    examples: [
      ['backtest rain.monitor.yaml history.csv', 'every retrain that would have fired, and why'],
      ['backtest old.yaml history.csv --compare new.yaml --cost 120', 'two policies side by side'],
    ],
  });
  return withHistory(command)
    .option('--compare <file>', 'another monitor file, shown beside the first')
    .option('--retrain-takes <duration>', 'how long a simulated retrain takes', '1h')
    .addOption(
      new Option('--outcome <end>', 'how a simulated retrain ends')
        .choices(['promoted', 'rejected', 'failed'])
        .default('promoted')
    )
    .option('--cost <number>', 'what one retrain costs, in any unit', price)
    .option('--html <file>', 'write a page with plots that needs nothing else')
    .option('--all', 'every retrain and every hold, however many')
    .action((files: string[], flags: Flags) => run(context, files, flags));
}

// --- internal ---

async function run(context: CliContext, files: string[], flags: Flags): Promise<void> {
  const { policy, history: file } = filesOf(files, flags);
  if (policy === undefined)
    throw new ConfigurationError('Expected a monitor file (.yaml, .json, .ts), got none; it says when to retrain');
  const monitors = [
    await loadMonitor(policy),
    ...(flags.compare === undefined ? [] : [await loadMonitor(flags.compare)]),
  ];
  const rule: RetrainRule = { takesMs: durationOf('--retrain-takes', flags.retrainTakes), outcome: flags.outcome };
  const history = await loadHistory(
    context,
    file,
    flags,
    monitors.map((one) => one.policy)
  );
  const results = monitors.map((monitor) => simulate(context, monitor, history, rule, flags.cost));
  for (const { missing } of results.slice(0, 1))
    if (missing.length > 0)
      context.note(`the history has no values of ${missing.join(', ')}: nothing is said about them`);
  if (flags.html !== undefined) {
    const names = [policy, flags.compare ?? ''].map((path) => basename(path));
    await writeFile(flags.html, await backtestPage(results.map((result, i) => [names[i] ?? '', result])));
  }
  const { style, width } = context;
  const [first, second] = results as [Backtest, Backtest | undefined];
  const shown = flags.all ? Number.POSITIVE_INFINITY : 20;
  if (second)
    context.result({ [policy]: documentOf(first), [flags.compare!]: documentOf(second) }, () =>
      formatComparison([basename(policy), basename(flags.compare!)], [first, second], { style, width })
    );
  else context.result(documentOf(first), () => formatBacktest(first, { style, width, now: first.to }, shown));
}

function simulate(
  context: CliContext,
  { config, policy }: Monitor,
  history: History,
  retrains: RetrainRule,
  cost?: number
): Backtest {
  const bar = new ProgressBar(context.io.stderr, 'deciding');
  const result = backtest({
    config,
    policy,
    history,
    retrains,
    ...(cost === undefined ? {} : { cost }),
    onProgress: (share) => bar.show(share),
  });
  bar.clear();
  return result;
}

/** The plots' columns are for the page, not for programs. */
function documentOf(result: Backtest): Omit<Backtest, 'traces'> {
  const { traces: _, ...rest } = result;
  return rest;
}

function price(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new ConfigurationError(`Expected \`--cost\` to be a number from 0, got \`${text}\``);
}
