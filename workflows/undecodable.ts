import { undecodableMarker } from '../src/terms/message-names.ts';

/** What our payload converter says about a payload that it could not decode; `undefined` for every other value. */
export function undecodableDetail(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const detail = (value as Record<string, unknown>)[undecodableMarker];
  return typeof detail === 'string' ? detail : undefined;
}
