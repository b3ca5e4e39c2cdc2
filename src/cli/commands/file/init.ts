import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { canAsk, Questions } from '../../terminal/ask.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { describeColumns } from '../../init/columns.ts';
import { initKinds, sampleText } from '../../init/settings.ts';
import { whyTooFew } from '../../init/why-too-few.ts';
import { projectFiles, setUpHeadings, setUpOf, type SetUp, type SetUpStep } from '../../init/project-files.ts';
import { packageVersion } from '../../package-version.ts';
import { readSettings, type Ask, type InitFlags } from '../../init/read-settings.ts';
import { shellWord } from '../../terminal/shell-word.ts';
import { wrap } from '../../terminal/table.ts';
import { writeProject } from '../../init/write-project.ts';
import type { CliContext } from '../../terminal/context.ts';

interface Flags extends InitFlags {
  yes?: true;
  force?: true;
}

/** `init [folder]`: a monitor of one's own that runs. */
export function initCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'init [folder]',
    summary: 'Write a monitor of your own: policy, trainer, compose file',
    details: `Asks up to six questions on a terminal; a flag answers one beforehand, and without a terminal the defaults apply. Only which way is good has none, where the name of the metric does not say it: give --direction. Kinds: ${Object.entries(
      initKinds
    )
      .map(([kind, text]) => `\`${kind}\`, ${text}`)
      .join('; ')}. Overwrites nothing without --force.`,
    examples: [
      ['init my-monitor', 'asks, and writes into a new folder'],
      [
        'init --kind csv --model shop:churn --csv rows.csv --metric f1 --limit 0.8',
        'into this folder, without questions',
      ],
    ],
  });
  return command
    .option('--kind <kind>', `where it is trained: ${Object.keys(initKinds).join(', ')} (demo)`)
    .option('--model <id>', '<project>:<name> (weather:rain)')
    .option('--metric <name>', 'what your service measures (accuracy)')
    .option('--direction <which>', 'higher-is-better or lower-is-better (by its name, where that is known)')
    .option('--limit <number>', 'beyond it a retrain is asked for; none: changes are found without one')
    .option('--promotion <how>', 'challenger: a person approves; auto (challenger)')
    .option('--csv <file>', 'for --kind csv: rows to train on, in the folder')
    .option('--time <column>', 'its column of times (found by its usual names)')
    .option('--label <column>', 'its column of labels (label, target or y, else the last one)')
    .option('--features <columns>', 'its columns to train on, as a,b,c (all others with numbers, but ids)')
    .option('--task <which>', 'classification, of two classes, or regression, of numbers (by metric and labels)')
    .option('--positive <label>', 'the class that counts as positive, against all others (the 1, yes or true)')
    .option('--yes', 'do not ask: what no flag says has its default')
    .option('--force', 'overwrite files that are there')
    .action((folder: string | undefined, flags: Flags) => run(context, folder ?? '.', flags));
}

// --- internal ---

async function run(context: CliContext, folder: string, flags: Flags): Promise<void> {
  const questions = canAsk(context) && !flags.yes ? new Questions(context) : undefined;
  const ask: Ask = (question, byDefault) => questions?.ask(question, byDefault) ?? Promise.resolve(byDefault);
  const settings = await readSettings(flags, folder, ask);
  const tooFew = await whyTooFew(settings, folder);
  const around = { version: packageVersion(), hasPackageFile: existsSync(join(resolve(folder), 'package.json')) };
  const files = projectFiles(settings, around);
  const written = await writeProject(resolve(folder), files, { force: flags.force ?? false });
  if (tooFew !== undefined) context.note(`${tooFew}.`);
  const setUp = setUpOf(settings, around);
  const untilPublished = commandsOf(setUp.untilPublished);
  const next = [...untilPublished, ...commandsOf(setUp.afterwards)];
  const oncePublished = commandsOf(setUp.oncePublished).join(' && ');
  const sample = sampleText(settings);
  const document = { folder: resolve(folder), settings, written, next, untilPublished, oncePublished };
  context.verbatim(document, () => {
    const { bold, dim } = context.style;
    const shown = ([command, what]: SetUpStep): string[] => {
      if (what === undefined) return [`  ${command}`];
      return command.length + what.length + 6 > context.width
        ? [`  ${dim(`# ${what}`)}`, `  ${command}`]
        : [`  ${command}  ${dim(`# ${what}`)}`];
    };
    const cd = folder === '.' ? [] : [`  cd ${shellWord(folder.startsWith('-') ? `./${folder}` : folder)}`];
    return [
      `${bold(settings.model)}: wrote ${written.join(', ')}`,
      '',
      ...(settings.data && settings.seen
        ? [...describeColumns({ ...settings.data, task: settings.learns?.task }, settings.seen, context.width), '']
        : []),
      ...(sample === undefined ? [] : [wrap(`${sample}.`, context.width), '']),
      ...(cd.length === 0 ? [] : ['Next:', ...cd, '']),
      ...Object.entries(setUp).flatMap(([part, steps], at) => [
        ...(at === 0 ? [] : ['']),
        setUpHeadings[part as keyof SetUp],
        ...steps.flatMap(shown),
      ]),
    ].join('\n');
  });
}

function commandsOf(steps: readonly SetUpStep[]): string[] {
  return steps.map(([command]) => command);
}
