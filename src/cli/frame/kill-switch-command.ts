import type { Command } from 'commander';
import { ConfigurationError } from '../../terms/errors.ts';
import type { KillSwitches } from '../../client/kill-switches.ts';
import { describeScope, type KillSwitchScope } from '../../terms/kill-switch-ids.ts';
import { modelArgument } from './arguments.ts';
import type { CliContext } from '../terminal/context.ts';
import { defineCommand, type CommandText } from './define-command.ts';
import { askedBy, serverOf, withAsked, type AskedOptions } from './operator-command.ts';
import { withClient } from './with-client.ts';

interface ScopeOptions extends AskedOptions {
  all?: true;
  tenant?: string;
  model?: string;
  taskQueue?: string;
}

interface KillSwitchText extends CommandText {
  turn: (
    switches: KillSwitches,
    scope: KillSwitchScope,
    asked: { actor: string; comment?: string }
  ) => Promise<{ changed: boolean }>;
  done: (what: string, changed: boolean) => string;
}

/** Turns one switch, which must be named: nobody stops everything by forgetting a flag. */
export function killSwitchCommand(context: CliContext, text: KillSwitchText): Command {
  return withAsked(defineCommand(text))
    .option('--all', 'every model of the namespace')
    .option('--tenant <name>', 'the models of this tenant')
    .option('--model <id>', 'this model')
    .action(async (options: ScopeOptions) => {
      const scope = readScope(options);
      await withClient(context, serverOf(options), async (client) => {
        const { changed } = await text.turn(client.killSwitches, scope, askedBy(context, options));
        context.result({ scope, changed }, () => text.done(describeScope(scope), changed));
      });
    });
}

// --- internal ---

function readScope({ all, tenant, model }: ScopeOptions): KillSwitchScope {
  const given: KillSwitchScope[] = [
    ...(all ? [{ all: true } as const] : []),
    ...(tenant === undefined ? [] : [{ tenant }]),
    ...(model === undefined ? [] : [{ model: modelArgument(model) }]),
  ];
  const [scope] = given;
  if (scope && given.length === 1) return scope;
  const got = given.length === 0 ? 'none' : `${given.length}`;
  throw new ConfigurationError(`Expected one of \`--all\`, \`--tenant\` or \`--model\`, got ${got}`);
}
