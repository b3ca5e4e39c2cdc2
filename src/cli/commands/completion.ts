import { Argument, type Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { bashScript, zshScript } from '../completion/bash.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { defineCommand } from '../frame/define-command.ts';
import { fishScript } from '../completion/fish.ts';
import { initKinds } from '../init/settings.ts';
import { monitorStates } from '../../core/view/states.ts';
import { vocabularyOf, type KnownValues, type Vocabulary } from '../completion/vocabulary.ts';
import { withClient } from '../frame/with-client.ts';
import { withServer, type ServerOptions } from '../frame/server-options.ts';
import type { CliContext } from '../terminal/context.ts';

const scripts: Readonly<Record<string, (vocabulary: Vocabulary) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `completion <shell>`: a script that completes our commands, options and models in that shell. */
export function completionCommand(context: CliContext, { whole }: Surroundings): Command {
  const command = defineCommand({
    usage: 'completion',
    summary: 'Print a script that completes commands in bash, zsh or fish',
    details:
      'Completes commands, options, their values, files, and the ids of the models that run, which it asks the server for. The script begins with the lines that load it.',
    examples: [
      [
        'completion bash > ~/.local/share/bash-completion/completions/temporal-retrain',
        'for every new bash; `mkdir -p` the folder first',
      ],
      ['completion fish | source', 'for this fish'],
    ],
  });
  return withServer(command)
    .addArgument(new Argument('[shell]').choices(Object.keys(scripts)))
    .option('--models', 'print the ids of the running models instead; the scripts ask for them')
    .action(async (shell: string | undefined, { models, ...server }: ServerOptions & { models?: true }) => {
      if (models) return listModels(context, server);
      if (shell === undefined)
        throw new ConfigurationError(`Expected a shell, got none; it can be ${Object.keys(scripts).join(', ')}`);
      const script = scripts[shell]!(vocabularyOf(await whole(), await otherValues()));
      context.verbatim({ shell, script }, () => script.trimEnd());
    });
}

// --- internal ---

/** Options whose values the program checks by itself. */
async function otherValues(): Promise<KnownValues> {
  const { detectorNames } = await import('../input/choose-detector.ts');
  return {
    '--detector': detectorNames(),
    'init --kind': Object.keys(initKinds),
    'init --direction': ['higher-is-better', 'lower-is-better'],
    'init --promotion': ['challenger', 'auto'],
    // One that runs already has its file.
    'init --model': 'anything',
    '--model': 'models',
    '--monitor': 'models',
    '--state': monitorStates,
  };
}

/** Somebody waits with a finger on the tab key: it answers in a second or not at all. */
async function listModels(context: CliContext, server: ServerOptions): Promise<void> {
  const models: string[] = [];
  await withClient(context, { ...server, connectTimeoutMs: 1_000 }, async (client) => {
    for await (const { model } of client.list()) {
      models.push(model);
      if (models.length >= mostModels) break;
    }
  });
  context.verbatim(models, () => models.join('\n'));
}

const mostModels = 200;
