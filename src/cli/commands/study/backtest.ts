import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { backtestSteps, type Backtest } from '../../../backtest/backtest.ts';
import { backtestPage } from '../../../backtest/report/report-page.ts';
import { ConfigurationError } from '../../../terms/errors.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { checkOutputFile, writeOutputFile } from '../../frame/output-file.ts';
import { inTurns } from '../../../backtest/in-turns.ts';
import { durationOf } from '../../frame/arguments.ts';
import {
  filesOf,
  loadHistory,
  withHistory,
  type HistoryFlags,
  type LoadedHistory,
} from '../../input/history/history-files.ts';
import { formatBacktest } from '../../print/study/backtest.ts';
import { formatComparison } from '../../print/study/comparison.ts';
import { loadMonitor } from '../../../config/file/load-monitor.ts';
import { ProgressBar } from '../../terminal/progress-bar.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { Monitor } from '../../../config/parse-monitor.ts';
import type { RetrainRule } from '../../../backtest/simulation.ts';

interface Flags extends HistoryFlags {
  compare?: string;
  retrainTakes: string;
  outcome: RetrainRule['outcome'] | 'recorded';
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
      'Takes a monitor file and a history, from a file or standard input. A history is a CSV with a column of times and one per metric, a CSV `time,metric,value` with optional `segment` and `version`, or NDJSON of either kind. Decides with the same code that runs in production, in the time of the history. No model is trained: each retrain takes as long as --retrain-takes says and ends as --outcome says.',
    examples: [
      ['backtest old.yaml history.csv --compare new.yaml --cost 120', 'two policies side by side'],
      ['backtest new.yaml --monitor shop:ranker', 'on the metrics that a running monitor received'],
    ],
  });
  return withHistory(command)
    .option('--compare <file>', 'another monitor file, shown beside the first')
    .option('--retrain-takes <duration>', 'how long a simulated retrain takes', '1h')
    .addOption(
      new Option('--outcome <end>', 'how a simulated retrain ends')
        .choices(['promoted', 'rejected', 'failed', 'recorded'])
        .default('promoted')
    )
    .option('--cost <number>', 'what one retrain costs, in any unit', price)
    .option('--html <file>', 'write a self-contained page with plots')
    .option('--all', 'show every retrain and every hold')
    .action((files: string[], flags: Flags) => run(context, files, flags));
}

// --- internal ---

async function run(context: CliContext, files: string[], flags: Flags): Promise<void> {
  const { policy, history: file } = await filesOf(files, flags);
  if (policy === undefined)
    throw new ConfigurationError('Expected a monitor file (.yaml, .json, .ts), got none; it says when to retrain');
  if (flags.html !== undefined) await checkOutputFile('--html', flags.html);
  const monitors = [
    await loadMonitor(policy),
    ...(flags.compare === undefined ? [] : [await loadMonitor(flags.compare)]),
  ];
  const loaded = await loadHistory(
    context,
    file,
    flags,
    monitors.map((one) => one.policy)
  );
  const rule = ruleOf(flags, loaded);
  const results: Backtest[] = [];
  for (const monitor of monitors) results.push(await simulate(context, monitor, loaded, rule, flags.cost));
  for (const name of new Set(results.flatMap(({ missing }) => missing)))
    context.note(`the history has no values of ${name}: it counts as never reported`);
  const [model, other] = results.map((result) => result.model);
  if (other !== undefined && other !== model)
    context.note(`the two policies are of different models, ${model} and ${other}: both are shown the same history`);
  for (const name of new Set(results.map((result) => result.model)))
    if (flags.monitor !== undefined && name !== flags.monitor)
      context.note(
        `the history is of the monitor of ${flags.monitor}, the policy is of ${name}: check that it is the file you meant`
      );
  if (flags.html !== undefined) {
    const names = [policy, flags.compare ?? ''].map((path) => basename(path));
    await writeOutputFile(
      '--html',
      flags.html,
      await backtestPage(results.map((result, i) => [names[i] ?? '', result]))
    );
  }
  const { style, width } = context;
  const [first, second] = results as [Backtest, Backtest | undefined];
  const shown = flags.all ? Number.POSITIVE_INFINITY : 20;
  if (second)
    context.result({ [policy]: documentOf(first), [flags.compare!]: documentOf(second) }, () =>
      formatComparison([basename(policy), basename(flags.compare!)], [first, second], { style, width, shown })
    );
  else context.result(documentOf(first), () => formatBacktest(first, { style, width, now: first.to }, shown));
}

async function simulate(
  context: CliContext,
  { config, policy }: Monitor,
  { history, start, until }: LoadedHistory,
  retrains: RetrainRule,
  cost?: number
): Promise<Backtest> {
  const bar = new ProgressBar(context.io.stderr, 'deciding');
  const steps = backtestSteps({
    config,
    policy,
    history,
    retrains,
    ...(start && { start }),
    // What really happened goes on when the last values have come.
    ...(retrains.recorded && typeof until === 'number' && { until }),
    ...(cost === undefined ? {} : { cost }),
    onProgress: (share) => bar.show(share),
  });
  const result = await inTurns(steps, context.io.signal);
  bar.clear();
  return result;
}

function ruleOf({ outcome, retrainTakes }: Flags, { recorded }: LoadedHistory): RetrainRule {
  const takesMs = durationOf('--retrain-takes', retrainTakes);
  if (outcome !== 'recorded') return { takesMs, outcome };
  if (recorded) return { takesMs, outcome: 'promoted', recorded };
  throw new ConfigurationError(
    'Expected `--outcome recorded` with --monitor, got a file; a file holds no recorded retrains'
  );
}

/** The columns of the plots are only for the page, not for programs. */
function documentOf(result: Backtest): Omit<Backtest, 'traces'> {
  const { traces: _, ...rest } = result;
  return rest;
}

function price(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new ConfigurationError(`Expected \`--cost\` to be a number from 0, got \`${text}\``);
}
