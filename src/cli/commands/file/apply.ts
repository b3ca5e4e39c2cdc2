import type { Command } from 'commander';
import { askedBy, withAsked, type AskedOptions } from '../../frame/operator-command.ts';
import { canAsk, Questions } from '../../terminal/ask.ts';
import { ConfigurationError } from '../../../terms/errors.ts';
import { defaultTaskQueue } from '../../../terms/message-names.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { exitCodes } from '../../terminal/exit-codes.ts';
import { findMonitors } from '../../apply/find-files.ts';
import { fewOf, findMisnamed, likeThese, misnamedText } from '../../apply/misnamed.ts';
import { formatPlan } from '../../print/plan.ts';
import { planOf, type DescribedMonitor, type Step } from '../../apply/plan.ts';
import { shellWord } from '../../terminal/shell-word.ts';
import { tellAdviceOnFiles } from '../../tell/tell-advice.ts';
import { tellUnknownNames } from '../../tell/tell-unknown-names.ts';
import { withClient } from '../../frame/with-client.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { Monitor } from '../../../config/parse-monitor.ts';
import type { MonitorClient } from '../../../client/monitor-client.ts';
import type { MonitorFile } from '../../../config/schema/monitor-schema.ts';

interface Flags extends AskedOptions {
  taskQueue: string;
  applySet: string;
  prune?: true;
  dryRun?: true;
  yes?: true;
}

/** `apply <paths...>`: many monitors as code. */
export function applyCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'apply <paths...>',
    summary: 'Bring the running monitors in line with a folder of files',
    details:
      'Starts what does not run yet and changes what differs: of a folder every `<name>.monitor.yaml` (or .json, .ts) below it. Shows a plan first: `+` starts, `~` changes, `-` stops. Asks on a terminal; elsewhere it needs --yes. Without --prune, monitors that have no file are left alone; with it, those are stopped that `apply` has started with the same --apply-set. What was started otherwise, or with another set, is named and left.',
    examples: [
      ['apply monitors/ --dry-run', 'the plan, and nothing else; for reviews in CI'],
      ['apply monitors/ --prune --yes --comment "$(git rev-parse HEAD)"', 'from a pipeline'],
    ],
  });
  return withAsked(command)
    .option('--task-queue <name>', 'task queue of the monitors', defaultTaskQueue)
    .option(
      '--apply-set <name>',
      'what these files are, together: --prune stops nothing of another set',
      defaultApplySet
    )
    .option('--prune', 'stop the monitors of this task queue and set that no file describes')
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask')
    .action((paths: string[], flags: Flags) => run(context, paths, flags));
}

// --- internal ---

async function run(context: CliContext, paths: string[], flags: Flags): Promise<void> {
  const described = await findMonitors(paths);
  const misnamed = await findMisnamed(paths, described);
  for (const line of fewOf(misnamed.map(misnamedText), likeThese)) context.note(`${line}.`);
  const { address, namespace, profile, taskQueue } = flags;
  await withClient(context, { address, namespace, profile, taskQueue }, async (client) => {
    const { running, left } = await runningOn(client, flags, described);
    for (const text of fewOf(left, 'that it leaves.')) context.note(text);
    const planned = planOf(described, running, { prune: flags.prune ?? false, misnamed });
    const steps = await Promise.all(planned.map((step) => withEffect(client, step)));
    const todo = steps.filter(({ action }) => action !== 'keep');
    const news = new Set(todo.map(({ model }) => model));
    const told = described.map((one) => ({ ...one, isNews: news.has(one.monitor.config.model) }));
    await tellAdviceOnFiles(context, told);
    const begun = described.filter(({ monitor }) => news.has(monitor.config.model));
    const names = {
      configs: begun.map(({ monitor }) => monitor.config),
      files: begun.map(({ file }) => file),
      taskQueue,
    };
    if (flags.dryRun || todo.length === 0) {
      context.result({ plan: steps, applied: [] }, () => formatPlan(steps, context.style));
      return tellUnknownNames(context, client, names);
    }
    if (!(await isAgreed(context, steps, flags))) return;
    const applied: Step[] = [];
    for (const step of todo) {
      const carried = carryOut(client, step, described, { ...askedBy(context, flags), applySet: flags.applySet });
      await context.sending(`the ${step.action} of ${step.model}`, lookAgain(paths, flags), carried);
      applied.push(step);
      if (!context.json) context.line(step, () => `${done[step.action]} ${step.model}`);
    }
    await tellUnknownNames(context, client, names);
    if (context.json) context.result({ plan: steps, applied: applied.map(({ model }) => model) }, () => '');
  });
}

/** The command that shows what is left of the plan. */
function lookAgain(paths: readonly string[], flags: Flags): string {
  const { taskQueue, applySet, prune } = flags;
  const given = Object.entries({
    '--task-queue': taskQueue === defaultTaskQueue ? undefined : taskQueue,
    '--apply-set': applySet === defaultApplySet ? undefined : applySet,
    '--prune': prune && '',
  }).flatMap(([name, value]) => (value === undefined ? [] : value === '' ? [name] : [name, shellWord(value)]));
  return ['apply', ...paths.map(shellWord), ...given, '--dry-run'].join(' ');
}

const defaultApplySet = 'default';

const done: Readonly<Record<Step['action'], string>> = {
  start: 'Started',
  change: 'Changed',
  keep: 'Kept',
  stop: 'Stopped',
};

/**
 * What runs and matters here: what files describe, wherever it runs, and with `prune` the rest of the set on the task
 * queue. Whoever else has started a monitor there wants it, so it is only told.
 */
async function runningOn(
  client: MonitorClient,
  { taskQueue, applySet, prune }: Flags,
  described: readonly DescribedMonitor[]
): Promise<{ running: Map<string, Monitor>; left: string[] }> {
  const models = new Set(described.map(({ monitor }) => monitor.config.model));
  const running = new Map<string, Monitor>();
  const left: string[] = [];
  for await (const one of client.list()) {
    const handle = client.monitor(one.model);
    if (models.has(one.model)) {
      if (one.taskQueue !== taskQueue)
        throw new ConfigurationError(
          `Expected the monitor of \`${one.model}\` to run on task queue \`${taskQueue}\`, but it runs on \`${one.taskQueue}\`; say --task-queue ${one.taskQueue}, or stop it first`
        );
    } else if (!prune || one.taskQueue !== taskQueue) continue;
    else {
      const set = await handle.applySet();
      if (set !== applySet) {
        const by = set === null ? '`apply` did not start it' : `it is of the set \`${set}\``;
        left.push(
          `--prune leaves ${one.model}, which no file describes: ${by}. \`monitor stop ${one.model}\` stops it.`
        );
        continue;
      }
    }
    running.set(one.model, await handle.config());
  }
  return { running, left };
}

/** What a stop does to a retrain under way, or a version that waits, is seen before anybody agrees. */
async function withEffect(client: MonitorClient, step: Step): Promise<Step> {
  if (step.action !== 'stop') return step;
  const effect = (await client.monitor(step.model).foresight()).find(({ command }) => command === 'stop')?.text;
  return effect === undefined ? step : { ...step, effect };
}

async function isAgreed(context: CliContext, steps: readonly Step[], { yes }: Flags): Promise<boolean> {
  if (yes) {
    if (!context.json) context.note(formatPlan(steps, context.style));
    return true;
  }
  if (!canAsk(context))
    throw new ConfigurationError(
      'Expected --yes, as there is no terminal to ask on; nothing was done. --dry-run shows the plan'
    );
  context.note(formatPlan(steps, context.style));
  if (await new Questions(context).confirm('Do this?')) return true;
  context.note('Nothing was done.');
  context.exitCode = exitCodes.failure;
  return false;
}

async function carryOut(
  client: MonitorClient,
  { action, model }: Step,
  described: readonly DescribedMonitor[],
  { applySet, ...asked }: { actor: string; comment?: string; applySet: string }
): Promise<void> {
  const handle = client.monitor(model);
  const written = described.find(({ monitor }) => monitor.config.model === model)?.monitor.written as MonitorFile;
  if (action === 'start') await handle.ensure(written, { applySet });
  else if (action === 'change') await handle.updatePolicy(written, asked);
  else await handle.stop(asked);
}
