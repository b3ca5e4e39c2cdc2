import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { ConfigurationError, MonitorNotFoundError } from '../../../terms/errors.ts';
import type { ModelCard, ModelQuery } from '../../../core/wire/model-card.ts';
import { withQueue, type QueueOptions } from '../../frame/server-options.ts';
import { withClient } from '../../frame/with-client.ts';

export interface ReadOptions extends QueueOptions {
  registry?: string;
}

/** The flags of commands that read a registry: through a worker, or directly. */
export function withRegistry(command: Command): Command {
  return withQueue(command).option(
    '--registry <address>',
    'read it directly, without server and worker: sqlite:<file> or mlflow:<url>'
  );
}

/** What a registry knows of a model. */
export async function readCard(
  context: CliContext,
  model: string,
  { registry, ...options }: ReadOptions,
  query: Omit<ModelQuery, 'model'>
): Promise<ModelCard> {
  if (registry !== undefined) return readDirectly(context, registry, { model, ...query });
  let empty: ModelCard | undefined;
  try {
    return await withClient(context, options, async (client) => {
      const handle = client.monitor(model);
      const card = await handle.versions(query);
      if (!isEmpty(card)) return card;
      empty = card;
      // One that was stopped is known, too: its registry is empty, and its name is not mistyped.
      await handle.taskQueue();
      return card;
    });
  } catch (cause) {
    if (!empty || !(cause instanceof MonitorNotFoundError)) throw cause;
    const text = `The registry \`${empty.registry}\` has no version of \`${model}\`. ${cause.message}`;
    throw new MonitorNotFoundError(text, { cause, model });
  }
}

/** What is told beside what the registry knows. */
export function noted(context: CliContext, card: ModelCard): ModelCard {
  if (card.warning !== undefined) context.note(card.warning);
  return card;
}

// --- internal ---

function isEmpty({ champion, challenger, versions, reigns }: ModelCard): boolean {
  return champion === null && challenger === null && versions.length + reigns.length === 0;
}

async function readDirectly(context: CliContext, address: string, query: ModelQuery): Promise<ModelCard> {
  const [, file] = /^sqlite:(.+)$/s.exec(address) ?? [];
  // Opening one that is not there would create it.
  if (file !== undefined)
    await access(file).catch((cause: unknown) => {
      throw new ConfigurationError(`Expected \`--registry\` to name a registry, but there is no file \`${file}\``, {
        cause,
      });
    });
  const { openRegistry } = await import('../../../registry/open-registry.ts');
  const { modelCard } = await import('../../../../activities/read-model.ts');
  const registry = await openRegistry(address, context.io.env);
  try {
    return await modelCard(registry, query);
  } finally {
    await registry.close();
  }
}
