import { textBytes } from '../../terms/json-bytes.ts';
import type { Draft } from '../state/draft.ts';
import type { MetricPolicy, Policy } from '../state/policy.ts';
import type { MonitorState } from '../state/state.ts';

/** Bytes of a segment's name that the estimate of a policy's state counts with; most names are shorter. */
export const usualSegmentBytes = 32;

/**
 * What names beyond that may take, all together. Senders choose them, up to 128 characters of up to six bytes, and a
 * state holds each several times: in its key, in the stream, and in what waits because of it.
 */
export const maxExtraNameBytes = 256 * 1_024;

/**
 * Takes room for the name of a segment that is about to be watched; false, and nothing taken, where none is left. What
 * the others take is measured once a step: a batch may hold thousands of names, and a state thousands of streams.
 */
export function takeNameRoom(draft: Draft, metric: MetricPolicy, segment: string): boolean {
  const extra = extraNameBytes(draft.state.policy, metric, segment);
  if (extra === 0) return true;
  const taken = (draft.extraNameBytes ?? allExtraNameBytes(draft.state)) + extra;
  const fits = taken <= maxExtraNameBytes;
  draft.extraNameBytes = fits ? taken : taken - extra;
  return fits;
}

// --- internal ---

/** What a segment of that name takes beyond the usual, wherever it stands. */
function extraNameBytes({ rules }: Policy, metric: MetricPolicy, segment: string): number {
  const places = 2 + (rules.length > 0 ? 0 : 4 * metric.detectors.length);
  return places * Math.max(0, textBytes(segment) - usualSegmentBytes);
}

/** The same of all segments that are there. */
function allExtraNameBytes({ policy, series }: MonitorState): number {
  const metrics = new Map(policy.metrics.map((metric) => [metric.name, metric]));
  let bytes = 0;
  for (const { metric: name, segment } of Object.values(series)) {
    const metric = metrics.get(name);
    // No name is longer than its bytes, and most are short.
    if (metric && segment.length * 6 > usualSegmentBytes) bytes += extraNameBytes(policy, metric, segment);
  }
  return bytes;
}
