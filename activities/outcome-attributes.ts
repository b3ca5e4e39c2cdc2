import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { RetrainError } from '../src/terms/errors.ts';
import type { SearchAttributeName } from '../src/terms/search-attribute-names.ts';

/**
 * Whether the namespace has the search attributes that a retrain writes at its end. A workflow that writes one that is
 * not there can never go on, and workers are updated before namespaces are.
 */
export async function hasOutcomeAttributes(): Promise<boolean> {
  const { client } = Context.current();
  const { namespace } = client.options;
  if (known.has(namespace)) return true;
  try {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    const has = wanted.every((name) => customAttributes?.[name] !== undefined);
    if (has) known.add(namespace);
    return has;
  } catch {
    // Who may not look them up does without.
    return false;
  }
}

/** The same error, which also tells what the workflow could not be told by an answer. */
export function telling(error: unknown, told: object): unknown {
  if (Object.keys(told).length === 0) return error;
  if (error instanceof ApplicationFailure) {
    const { message, type, nonRetryable } = error;
    return ApplicationFailure.create({
      message,
      type: type ?? 'Error',
      nonRetryable: nonRetryable ?? false,
      details: [told],
    });
  }
  if (!(error instanceof RetrainError)) return error;
  const { message, name, permanent } = error;
  return ApplicationFailure.create({ message, type: name, nonRetryable: permanent, details: [told] });
}

// --- internal ---

const wanted: readonly SearchAttributeName[] = ['RetrainOutcome', 'RetrainVersion'];

/** They are never taken away again; those that lack may come at any time. */
const known = new Set<string>();
