import { Option, type Command } from 'commander';
import { defaultTaskQueue } from '../../terms/message-names.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { grouped, optionGroups } from '../help/option-groups.ts';

export interface ServerOptions {
  address?: string;
  namespace?: string;
  profile?: string;
}

export interface QueueOptions extends ServerOptions {
  taskQueue: string;
}

/** The flags that name a server; the variables are Temporal's own, so that every tool agrees. */
export function withServer(command: Command): Command {
  const add = (flags: string, text: string): Command => grouped(command, optionGroups.server, new Option(flags, text));
  add('--address <host:port>', 'Temporal server (TEMPORAL_ADDRESS, else localhost:7233)');
  add('--namespace <name>', 'namespace (TEMPORAL_NAMESPACE, else default)');
  return add('--profile <name>', "profile of Temporal's client configuration file (TEMPORAL_PROFILE)");
}

export function withQueue(command: Command): Command {
  return withServer(command).addOption(
    new Option('--task-queue <name>', 'task queue of the workers for these models').default(defaultTaskQueue)
  );
}

/** The flags that were given, for a command on the same server: ` --address db:7233 --namespace eu`. */
export function serverFlags({ address, namespace, profile }: ServerOptions): string {
  return Object.entries({ address, namespace, profile })
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${shellWord(value)}`))
    .join('');
}

/** The environment with the flags applied: all other code reads only Temporal's standard variables. */
export function envWith(env: NodeJS.ProcessEnv, options: ServerOptions): NodeJS.ProcessEnv {
  const { address, namespace, profile } = options;
  return {
    ...env,
    ...(address === undefined ? {} : { TEMPORAL_ADDRESS: address }),
    ...(namespace === undefined ? {} : { TEMPORAL_NAMESPACE: namespace }),
    ...(profile === undefined ? {} : { TEMPORAL_PROFILE: profile }),
  };
}
