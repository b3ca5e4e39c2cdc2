import type { Command } from 'commander';
import { ConfigurationError } from '../../terms/errors.ts';
import type { KillSwitches } from '../../client/kill-switches.ts';
import { describeScope, killSwitchId, type KillSwitchScope } from '../../terms/kill-switch-ids.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import { didYouMean, nearestModel } from '../../terms/did-you-mean.ts';
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
  /** Said, with what the switch is for, where no running monitor is meant by that. */
  held: string;
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
        const turned = text.turn(client.killSwitches, scope, askedBy(context, options));
        const what = `\`kill-switch ${text.usage}\` for ${describeScope(scope)}`;
        const { changed } = await context.sending(what, 'kill-switch list', turned);
        const monitors = await client.killSwitches.held(scope);
        if (monitors === 0 && !('all' in scope)) context.note(await nobodyText(client, scope, text.held));
        if (text.usage === 'off') {
          const still = await stillOnText(scope, client.killSwitches).catch(() => undefined);
          if (still !== undefined) context.note(still);
        }
        context.result({ scope, changed, monitors }, () => text.done(describeScope(scope), changed));
      });
    });
}

/** The switches that still hold models of the one that is off: whoever turns that off may take all to be free. */
export async function stillOnText(
  off: KillSwitchScope,
  switches: Pick<KillSwitches, 'list'>
): Promise<string | undefined> {
  const on: string[] = [];
  let more = 0;
  let isSure = true;
  for await (const { scope, actor, comment } of switches.list()) {
    if (!mayOverlap(off, scope)) continue;
    isSure &&= 'all' in off || 'all' in scope;
    if (on.length === mostTold) more += 1;
    else on.push(`${describeScope(scope)} (${actor}${comment === '' ? '' : `: ${comment}`})`);
  }
  if (on.length === 0) return undefined;
  // Of a tenant's models only their monitors know.
  const how = isSure ? 'still held by other switches' : 'other switches may still hold some of it';
  return `note: ${how}: ${on.join(', ')}${more > 0 ? ` and ${more} more` : ''}; \`kill-switch list\` shows them`;
}

// --- internal ---

/** Tenants beside models may. */
function mayOverlap(off: KillSwitchScope, on: KillSwitchScope): boolean {
  if (killSwitchId(off) === killSwitchId(on)) return false;
  return 'all' in off || 'all' in on || 'tenant' in off !== 'tenant' in on;
}

const mostTold = 5;

/** A name that was mistyped leaves its owner in the belief of being safe. */
async function nobodyText(client: MonitorClient, scope: KillSwitchScope, held: string): Promise<string> {
  const known = new Set<string>();
  for await (const { model, tenant } of client.list()) {
    const name = 'model' in scope ? model : tenant;
    if (name !== null) known.add(name);
    if (known.size >= mostNames) break;
  }
  const asked = 'model' in scope ? scope.model : 'tenant' in scope ? scope.tenant : '';
  const close = ('model' in scope ? nearestModel : didYouMean)(asked, [...known]);
  const guess = close === undefined ? '' : `; did you mean \`${close}\`?`;
  return `warning: ${held} ${describeScope(scope)}${guess}`;
}

/** Enough to find what was meant. */
const mostNames = 2_000;

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
