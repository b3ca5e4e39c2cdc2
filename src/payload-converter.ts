import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { undecodableMarker } from './terms/message-names.ts';

/**
 * A payload converter that never throws while decoding: what cannot be decoded becomes a marker object instead. One
 * broken signal (bad JSON, an unknown encoding) would otherwise wedge a workflow before any handler of ours runs; with
 * this it is counted and shown like every other bad batch. Everything else is the inner converter's business.
 *
 * Runs in the workflow sandbox too: no Node here.
 */
export function tolerantPayloadConverter(inner: PayloadConverter): PayloadConverter {
  return {
    toPayload: <T>(value: T): Payload => inner.toPayload(value),
    fromPayload: <T>(payload: Payload): T => {
      try {
        return inner.fromPayload<T>(payload);
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return { [undecodableMarker]: detail.slice(0, 200) } as T;
      }
    },
  };
}

/** The name the SDK looks for in a `payloadConverterPath`. */
export const payloadConverter: PayloadConverter = tolerantPayloadConverter(defaultPayloadConverter);
