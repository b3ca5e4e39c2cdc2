import { jsonBytes } from '../../src/terms/json-bytes.ts';
import { pick, spoiled } from './hostile.ts';
import type { Rng } from '../../src/stats/rng.ts';

/** As it goes over the wire. */
export type Payload = { metadata?: Record<string, Uint8Array>; data?: Uint8Array };

/** Arguments made of a sound one: none, spoilt ones, and bytes that nobody can decode. */
export function payloadsOf(rng: Rng, sound: unknown): Payload[] {
  const how = rng.uniform();
  if (how < 0.05) return [];
  if (how < 0.15) return [pick(rng, undecodable)];
  const forged = payloadOf(bounded(spoiled(rng, sound)));
  return how < 0.2 ? [forged, pick(rng, undecodable), forged] : [forged];
}

export function payloadOf(value: unknown): Payload {
  return { metadata: json, data: Buffer.from(JSON.stringify(value) ?? 'null') };
}

// --- internal ---

const json = { encoding: Buffer.from('json/plain') };

const undecodable: readonly Payload[] = [
  { metadata: json, data: Buffer.from('{"source":') },
  { metadata: json, data: Buffer.from('') },
  { metadata: json, data: Buffer.from([0xff, 0xfe, 0x00, 0x80]) },
  { metadata: json, data: Buffer.from('{"accuracy":NaN}') },
  { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('x') },
  {
    metadata: { encoding: Buffer.from('json/protobuf'), messageType: Buffer.from('no.such.Type') },
    data: Buffer.from('{}'),
  },
  { metadata: { encoding: Buffer.from([0xff]) }, data: Buffer.from('x') },
  { data: Buffer.from('{}') },
  {},
];

/** A server takes 2 MiB a message; what it refuses by itself is no test of ours. */
function bounded(value: unknown): unknown {
  return (jsonBytes(value, 300_000) ?? 0) > 300_000 ? 'x'.repeat(300_000) : value;
}
