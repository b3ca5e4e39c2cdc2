import { dataWindow } from './read-release.ts';
import {
  expected,
  fields,
  finite,
  lenient,
  list,
  matching,
  nullable,
  optional,
  record,
  text,
  whole,
  type Reader,
} from '../wire/read.ts';
import type { Artifact, DataWindow } from '../state/lineage.ts';

/** More than anybody reads; all of it stands in histories, but losses, which stay with the activity. */
const maxMetrics = 1_000;
const maxSlices = 2_000;
const maxLosses = 20_000_000;
const maxReports = 200;

const rowCount = whole(0, 'a count of rows');

/** Metric values by name; at least one. */
export const measured = metricsOf(maxMetrics);

/** The parts of an evaluation as a trainer gives it. */
export const evaluationParts = {
  metrics: measured,
  slices: optional(record(measured, maxSlices)),
  samples: rowCount,
  holdout: dataWindow,
  losses: optional(list(finite, maxLosses)),
  latencyMsP95: optional(matching(isAtLeastZero, 'a number of milliseconds, at least 0')),
};

/** One side of a comparison: the latency has become a metric. */
export const compared = fields(
  { metrics: metricsOf(maxMetrics + 1), slices: absent(record(measured, maxSlices)), samples: rowCount },
  'an object with `metrics` and `samples`'
);

/** A paired test over held-out rows. */
export const paired = optional(
  fields({
    samples: rowCount,
    meanGain: finite,
    pValue: matching(isProbability, 'a number from 0 to 1'),
    low: lenient(finite),
    high: lenient(finite),
  })
);

/** The window as a worker in any language tells it; without a digest that can be used it says less, and is true. */
export const answeredWindow: Reader<DataWindow> = fields(
  { from: nullable(moment()), to: nullable(moment()), samples: rowCount, digest: lenient(text(200)) },
  'an object with `from`, `to` and `samples`'
);

/** Partial results of a trial, `[per cent done, score]`; what cannot be read is none. */
export const trialReports = lenient(list(matching(isReport, '[per cent, score]'), maxReports, { cut: true }));

/** An artifact whose URI begins with that place, where there is one. */
export function artifactBelow(place: string | undefined): Reader<Artifact> {
  return artifactAt(uriBelow(place));
}

/** An artifact, or only where it lies; whoever asked checks the place. */
export function placeOrArtifact(): Reader<string | Artifact> {
  const [path, artifact] = [text(2_048), artifactAt(matching(isUri, 'a URI such as `file:///models/1.bin`'))];
  return (value, at) => (typeof value === 'string' && value !== '' ? path(value, at) : artifact(value, at));
}

// --- internal ---

function metricsOf(max: number): Reader<Record<string, number>> {
  return record(finite, max, { min: 1, what: 'at least one metric' });
}

/** May be absent, but not null: an answer that was refused once is refused for ever. */
function absent<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, at) => (value === undefined ? undefined : reader(value, at));
}

function moment(): Reader<number> {
  return matching(isFiniteNumber, 'a time in epoch milliseconds, or null');
}

function artifactAt(uri: Reader<string>): Reader<Artifact> {
  const sha256 = matching(isDigest, '64 lower-case hexadecimal digits');
  const shape = { uri, sha256, bytes: whole(0, 'a byte count') };
  return fields(shape, 'an object with `uri`, `sha256` and `bytes`');
}

function isUri(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 2_048 && uriPattern.test(value);
}

function uriBelow(place: string | undefined): Reader<string> {
  return (uri, at) => {
    if (!isUri(uri)) return expected(at, 'a URI such as `file:///models/1.bin` or `s3://models/1.bin`', uri);
    if (/(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\]|%2f|%5c|$)/i.test(uri))
      return expected(at, 'a URI without steps such as `..`', uri);
    if (place !== undefined && !uri.startsWith(place.endsWith('/') ? place : `${place}/`))
      return expected(at, `a URI below \`${place}\`, as \`retrain.trainer.artifacts\` says`, uri);
    return uri;
  };
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isAtLeastZero(value: unknown): value is number {
  return isFiniteNumber(value) && value >= 0;
}

function isProbability(value: unknown): value is number {
  return isAtLeastZero(value) && value <= 1;
}

function isReport(value: unknown): value is [percent: number, score: number] {
  return Array.isArray(value) && value.length === 2 && value.every(isFiniteNumber);
}

/** A scheme, and no blanks or control characters. */
// oxlint-disable-next-line no-control-regex
const uriPattern = /^[a-z][a-z0-9+.-]*:[^\s\u0000-\u001f\u007f]+$/i;
