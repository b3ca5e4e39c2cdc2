import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { ConfigurationError, VersionNotFoundError } from '../../../terms/errors.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { noneServes, servingOf } from '../../../client/versions/registry-reader.ts';
import { formatVersion } from '../../print/version/versions.ts';
import { readCard, withRegistry, type ReadOptions } from './read-card.ts';
import { mlflowName } from '../../../registry/mlflow/names.ts';
import type { ModelCard, VersionCard } from '../../../core/wire/model-card.ts';

/** `monitor champion <model>`: the version that serves, for whoever serves it. */
export function championCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'champion <model>',
    summary: 'Print the version that serves, or where its artifact lies',
    details:
      'For whoever loads the model. With --registry it needs neither server nor worker. The exit code is 3 while no version serves.',
    examples: [
      ['monitor champion shop:ranker --path', 'the path of its artifact, and nothing else'],
      ['monitor champion shop:ranker --registry sqlite:./models/registry.db --path', 'without a worker'],
    ],
  });
  return withRegistry(command)
    .addOption(new Option('--path', 'print the path of its artifact').conflicts('uri'))
    .option('--uri', 'print the address of its artifact; with MLflow one that any machine can load')
    .action(async (text: string, { path, uri, ...options }: ReadOptions & { path?: true; uri?: true }) => {
      const model = modelArgument(text);
      const card = await readCard(context, model, options, { versions: 1, reigns: 0 });
      const champion = requireServing(card);
      const readAt = readableAt(card, champion);
      if (path || uri) context.verbatim({ ...champion, readAt }, () => (path ? pathOf(model, champion) : readAt));
      else context.result({ ...champion, readAt }, () => formatVersion(model, champion, context));
    });
}

/**
 * Where a service elsewhere reads its artifact: MLflow has the bytes of what was a file of the worker. Exported for the
 * tests.
 */
export function readableAt(
  { model, registry, shown }: Pick<ModelCard, 'model' | 'registry' | 'shown'>,
  { artifact: { uri } }: Pick<VersionCard, 'artifact'>
): string {
  // Where a person has moved the alias, it stands for another version.
  const isByAlias = registry === 'mlflow' && shown === undefined && uri.startsWith('file:');
  return isByAlias ? `models:/${mlflowName(model)}@champion` : uri;
}

// --- internal ---

function requireServing(card: ModelCard): VersionCard {
  const serving = servingOf(card);
  if (serving) return serving;
  throw new VersionNotFoundError(noneServes(card));
}

function pathOf(model: string, { version, artifact: { uri } }: VersionCard): string {
  if (uri.startsWith('file:')) {
    const path = fileURLToPath(uri);
    if (existsSync(path)) return path;
    throw new ConfigurationError(
      `Expected the artifact of ${model} ${version} at \`${path}\`, and it is not there: ask on the worker's machine or share its folder; with MLflow load \`models:/${mlflowName(model)}@champion\`; if it is lost, go back with \`monitor rollback ${model}\``
    );
  }
  throw new ConfigurationError(`Expected the artifact to be a file, got \`${uri}\`; print its address with --uri`);
}
