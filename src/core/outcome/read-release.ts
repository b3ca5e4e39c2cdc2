import { isLabel } from '../wire/batch.ts';
import {
  fields,
  finite,
  json,
  list,
  matching,
  nullable,
  oneOf,
  optional,
  record,
  text,
  whole,
  type Reader,
} from '../wire/read.ts';
import type { JsonObject } from '../../terms/json.ts';
import type { DataWindow, Release } from '../state/lineage.ts';

/** Names of versions, segments and sources. */
export const label = matching(isLabel, '1 to 128 printable characters');

export const dataWindow: Reader<DataWindow> = fields(
  {
    from: nullable(moment()),
    to: nullable(moment()),
    samples: whole(0, 'a count of rows'),
    digest: optional(text(200)),
  },
  'an object with `from`, `to` and `samples`'
);

/** A version in short, as it is told to people: a worker of ours writes far less than is taken here. */
export const readRelease: Reader<Release> = fields({
  version: label,
  createdAt: finite,
  artifact: fields({ uri: text(2_048), sha256: text(128), bytes: whole(0, 'a byte count') }),
  metrics: record(finite, 50, { cut: true }),
  streams: list(label, 20, { cut: true }),
  lineage: fields({
    parent: nullable(label),
    generation: whole(0),
    kind: oneOf(['soft', 'full', 'initial']),
    policyRevision: whole(0),
    dataWindow: nullable(dataWindow),
    reasons: list(text(300, { cut: true }), 8, { cut: true }),
    hyperparameters: nullable(hyperparameters()),
  }),
});

// --- internal ---

function moment(): Reader<number> {
  const isFinite = (value: unknown): value is number => Number.isFinite(value);
  return matching(isFinite, 'a time in epoch milliseconds, or null');
}

/** Their JSON has 4,000 characters at most where they are told at all. */
function hyperparameters(): Reader<JsonObject> {
  return json(24_000) as Reader<JsonObject>;
}
