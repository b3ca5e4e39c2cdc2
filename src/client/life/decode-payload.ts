import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { tolerantPayloadConverter } from '../../payload-converter.ts';

/** The first argument, through the client's codecs and converter; what cannot be decoded becomes a marker. */
export async function decodePayload(client: Client, payloads: readonly Payload[] | null | undefined): Promise<unknown> {
  const { payloadCodecs, payloadConverter } = client.options.loadedDataConverter;
  let clear = [...(payloads ?? [])];
  for (const codec of payloadCodecs.toReversed()) clear = await codec.decode(clear);
  return clear[0] === undefined ? undefined : tolerantPayloadConverter(payloadConverter).fromPayload(clear[0]);
}
