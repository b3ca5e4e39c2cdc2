import type { Command } from 'commander';
import { modelArgument, wholeNumber } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { formatReigns } from '../../print/version/versions.ts';
import { noted, readCard, withRegistry, type ReadOptions } from './read-card.ts';

/** `monitor history <model>`: which version served when, who made it serve, and why. */
export function historyCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'history <model>',
    summary: 'List which version served when, by whom and why',
    details: 'From the registry, newest first, since its first version.',
    examples: [
      ['monitor history shop:ranker', 'every champion, with promotions and rollbacks'],
      ['monitor history shop:ranker --json | jq ".reigns[0]"', 'the one that serves'],
    ],
  });
  return withRegistry(command)
    .option('--limit <n>', 'at most so many', wholeNumber('--limit', 1, 5_000), 50)
    .action(async (text: string, { limit, ...options }: ReadOptions & { limit: number }) => {
      const model = modelArgument(text);
      const card = await readCard(context, model, options, { versions: 1, reigns: limit });
      const { reigns, champion, registry } = noted(context, card);
      context.result({ model, registry, champion, reigns }, () => formatReigns(model, reigns, context));
    });
}
