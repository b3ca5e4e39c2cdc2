import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { tolerantPayloadConverter } from '../../payload-converter.ts';

/** An event of a workflow's history, as the SDK reads it. */
export type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** Epoch milliseconds. */
export function msOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1e6);
}

/** The first argument, through the client's codecs and converter; what cannot be decoded becomes a marker. */
export async function decodePayload(client: Client, payloads: readonly Payload[] | null | undefined): Promise<unknown> {
  const { payloadCodecs, payloadConverter } = client.options.loadedDataConverter;
  let clear = [...(payloads ?? [])];
  for (const codec of payloadCodecs.toReversed()) clear = await codec.decode(clear);
  return clear[0] === undefined ? undefined : tolerantPayloadConverter(payloadConverter).fromPayload(clear[0]);
}
