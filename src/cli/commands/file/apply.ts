import type { Command } from 'commander';
import { askedBy, withAsked, type AskedOptions } from '../../frame/operator-command.ts';
import { canAsk, Questions } from '../../terminal/ask.ts';
import { ConfigurationError } from '../../../terms/errors.ts';
import { defaultTaskQueue } from '../../../terms/message-names.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { exitCodes } from '../../terminal/exit-codes.ts';
import { findMonitors } from '../../apply/find-files.ts';
import { findMisnamed, misnamedText } from '../../apply/misnamed.ts';
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
      'Starts what does not run yet and changes what differs: of a folder every `<name>.monitor.yaml` (or .json, .ts) below it. Shows a plan first: `+` starts, `~` changes, `-` stops. Asks on a terminal; elsewhere it needs --yes. Without --prune, monitors that have no file are left alone.',
    examples: [
      ['apply monitors/ --dry-run', 'the plan, and nothing else; for reviews in CI'],
      ['apply monitors/ --prune --yes --comment "$(git rev-parse HEAD)"', 'from a pipeline'],
    ],
  });
  return withAsked(command)
    .option('--task-queue <name>', 'task queue of the monitors', defaultTaskQueue)
    .option('--prune', 'stop the monitors of this task queue that no file describes')
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask')
    .action((paths: string[], flags: Flags) => run(context, paths, flags));
}

// --- internal ---

async function run(context: CliContext, paths: string[], flags: Flags): Promise<void> {
  const described = await findMonitors(paths);
  const misnamed = await findMisnamed(paths, described);
  for (const one of misnamed) context.note(`${misnamedText(one)}.`);
  const { address, namespace, profile, taskQueue } = flags;
  await withClient(context, { address, namespace, profile, taskQueue }, async (client) => {
    const running = await runningOn(client, taskQueue, described, flags.prune ?? false);
    const steps = planOf(described, running, { prune: flags.prune ?? false, misnamed });
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
      const carried = carryOut(client, step, described, askedBy(context, flags));
      await context.sending(`the ${step.action} of ${step.model}`, lookAgain(paths, flags), carried);
      applied.push(step);
      if (!context.json) context.line(step, () => `${done[step.action]} ${step.model}`);
    }
    await tellUnknownNames(context, client, names);
    if (context.json) context.result({ plan: steps, applied: applied.map(({ model }) => model) }, () => '');
  });
}

/** The command that shows what is left of the plan, on the same server. */
function lookAgain(paths: readonly string[], flags: Flags): string {
  const { taskQueue, prune, address, namespace, profile } = flags;
  const given = Object.entries({
    '--task-queue': taskQueue === defaultTaskQueue ? undefined : taskQueue,
    '--prune': prune && '',
    '--address': address,
    '--namespace': namespace,
    '--profile': profile,
  }).flatMap(([name, value]) => (value === undefined ? [] : value === '' ? [name] : [name, shellWord(value)]));
  return ['apply', ...paths.map(shellWord), ...given, '--dry-run'].join(' ');
}

const done: Readonly<Record<Step['action'], string>> = {
  start: 'Started',
  change: 'Changed',
  keep: 'Kept',
  stop: 'Stopped',
};

/** What runs and matters here: what files describe, wherever it runs, and with `prune` the rest of the task queue. */
async function runningOn(
  client: MonitorClient,
  taskQueue: string,
  described: readonly DescribedMonitor[],
  prune: boolean
): Promise<Map<string, Monitor>> {
  const models = new Set(described.map(({ monitor }) => monitor.config.model));
  const running = new Map<string, Monitor>();
  for await (const one of client.list()) {
    if (models.has(one.model)) {
      if (one.taskQueue !== taskQueue)
        throw new ConfigurationError(
          `Expected the monitor of \`${one.model}\` to run on task queue \`${taskQueue}\`, but it runs on \`${one.taskQueue}\`; say --task-queue ${one.taskQueue}, or stop it first`
        );
      running.set(one.model, await client.monitor(one.model).config());
    } else if (prune && one.taskQueue === taskQueue) running.set(one.model, await client.monitor(one.model).config());
  }
  return running;
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
  asked: { actor: string; comment?: string }
): Promise<void> {
  const handle = client.monitor(model);
  const written = described.find(({ monitor }) => monitor.config.model === model)?.monitor.written as MonitorFile;
  if (action === 'start') await handle.ensure(written);
  else if (action === 'change') await handle.updatePolicy(written, asked);
  else await handle.stop(asked);
}
