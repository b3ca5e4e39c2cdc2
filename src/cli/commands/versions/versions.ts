import type { Command } from 'commander';
import { modelArgument, wholeNumber } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { formatVersion, formatVersions } from '../../print/version/versions.ts';
import { noted, readCard, withRegistry, type ReadOptions } from './read-card.ts';
import { VersionNotFoundError } from '../../../terms/errors.ts';

/** `monitor versions <model> [version]`: what the registry knows of a model's versions, or of one. */
export function versionsCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'versions <model> [version]',
    summary: 'List the versions of a model, or show one with its gate',
    details:
      'Newest first: its state (its alias, or what became of it), when and why it was made, and from which version; its metrics beside those of the champion it was compared with, and whether its gate passed. A worker reads its registry; --registry reads one directly. Works for a monitor that has been stopped too.',
    examples: [
      ['monitor versions shop:ranker', 'all of them, newest first'],
      ['monitor versions shop:ranker 1.4.0', 'metrics, gate, hyper-parameters, artifact'],
    ],
  });
  return withRegistry(command)
    .option('--limit <n>', 'at most so many', wholeNumber('--limit', 1, 500), 20)
    .action(
      async (text: string, version: string | undefined, { limit, ...options }: ReadOptions & { limit: number }) => {
        const model = modelArgument(text);
        const versions = version === undefined ? limit : mostVersions;
        const card = noted(context, await readCard(context, model, options, { versions, reigns: 0 }));
        if (version === undefined) return context.result(card, () => formatVersions(card, context, Date.now()));
        const found = card.versions.find((one) => one.version === version);
        if (!found)
          throw new VersionNotFoundError(
            unknownText(
              model,
              version,
              card.versions.map((one) => one.version)
            )
          );
        context.result(found, () => formatVersion(model, found, context));
      }
    );
}

// --- internal ---

const mostVersions = 500;

function unknownText(model: string, version: string, known: readonly string[]): string {
  const there = known.length === 0 ? 'there is none' : `there are ${known.slice(0, 10).join(', ')}`;
  return `Expected version \`${version}\` of \`${model}\` to be in the registry, ${there}`;
}
