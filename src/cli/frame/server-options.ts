import { Option, type Command } from 'commander';
import { defaultTaskQueue } from '../../terms/message-names.ts';

export interface ServerOptions {
  address?: string;
  namespace?: string;
  profile?: string;
}

export interface QueueOptions extends ServerOptions {
  taskQueue: string;
}

/** The flags by which a server is named; the variables are Temporal's own, so that every tool agrees. */
export function withServer(command: Command): Command {
  return command
    .option('--address <host:port>', 'Temporal server (TEMPORAL_ADDRESS, else localhost:7233)')
    .option('--namespace <name>', 'namespace (TEMPORAL_NAMESPACE, else default)')
    .option('--profile <name>', "profile of Temporal's client configuration file (TEMPORAL_PROFILE)");
}

export function withQueue(command: Command): Command {
  return withServer(command).addOption(
    new Option('--task-queue <name>', 'task queue that workers of these models poll').default(defaultTaskQueue)
  );
}

/** The environment as the flags change it: everything below reads Temporal's standard variables and nothing else. */
export function envWith(env: NodeJS.ProcessEnv, options: ServerOptions): NodeJS.ProcessEnv {
  const { address, namespace, profile } = options;
  return {
    ...env,
    ...(address === undefined ? {} : { TEMPORAL_ADDRESS: address }),
    ...(namespace === undefined ? {} : { TEMPORAL_NAMESPACE: namespace }),
    ...(profile === undefined ? {} : { TEMPORAL_PROFILE: profile }),
  };
}

/** Variables that are set: what Temporal's configuration reader takes. */
export function definedEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
