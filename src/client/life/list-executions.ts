import { defaultPayloadConverter } from '@temporalio/common';
import { ServiceError, type Client } from '@temporalio/client';
import { decodePayload } from './history-event.ts';
import type { SearchAttributeName } from '../../terms/search-attribute-names.ts';

/** A workflow as visibility answers it, of which nothing is decoded yet. */
export type Execution = NonNullable<
  Awaited<ReturnType<Client['workflowService']['listWorkflowExecutions']>>['executions']
>[number];

/**
 * The workflows that a query finds, newest first. The SDK's own list decodes every memo, and ends at the first that it
 * cannot: a worker may write it with a codec that this client lacks.
 */
export async function* listExecutions(
  client: Client,
  { query, pageSize }: { query: string; pageSize?: number }
): AsyncGenerator<Execution> {
  const asked = { namespace: client.options.namespace, query, ...(pageSize === undefined ? {} : { pageSize }) };
  let token: Uint8Array = new Uint8Array();
  do {
    const page = { ...asked, nextPageToken: token };
    const { executions, nextPageToken } = await client.workflowService
      .listWorkflowExecutions(page)
      .catch((cause: Error) => {
        throw new ServiceError('Failed to list workflows', { cause });
      });
    yield* executions ?? [];
    token = nextPageToken ?? new Uint8Array();
  } while (token.length > 0);
}

/** A search attribute; these pass through no codec. */
export function attributeOf({ searchAttributes }: Execution, name: SearchAttributeName): string | null {
  const payload = searchAttributes?.indexedFields?.[name];
  const value: unknown = payload ? defaultPayloadConverter.fromPayload(payload) : null;
  return typeof value === 'string' ? value : null;
}

/** What a memo has under a name; nothing where this client cannot read it. */
export async function memoOf(client: Client, { memo }: Execution, name: string): Promise<unknown> {
  const payload = memo?.fields?.[name];
  try {
    return payload ? await decodePayload(client, [payload]) : undefined;
  } catch {
    return undefined;
  }
}

/** As the SDK calls it, by the number on the wire. */
export function statusOf({ status }: Execution): string {
  return statuses[status ?? 0] ?? 'UNKNOWN';
}

/** Of a time on the wire, epoch milliseconds; 0 without one. */
export function wireMs(time: Execution['startTime']): number {
  return Number(time?.seconds ?? 0) * 1_000 + Math.floor((time?.nanos ?? 0) / 1e6);
}

// --- internal ---

const statuses: readonly string[] = [
  'UNSPECIFIED',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'CONTINUED_AS_NEW',
  'TIMED_OUT',
  'PAUSED',
];
