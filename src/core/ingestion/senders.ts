import { keyNumber } from '../wire/keys.ts';
import { senderKey, type DecodedBatch } from '../wire/batch.ts';
import type { MonitorState } from '../state/state.ts';
import type { PastSources, SourceState } from '../state/sender-memory.ts';

/** Sources remembered by name, each life of one that keeps its name on its own; the one that was silent longest moves on. */
export const maxSources = 256;
/** A source that was silent for this long moves on to the compact memory. */
export const sourceTtlMs = 24 * 3_600_000;
/** Sources in a generation of the compact memory. Two are kept: 2,048 sources at least and 4,096 at most, in 110 kB. */
export const pastSourcesAGeneration = 2_048;
/** How far the clocks of senders may be ahead of the monitor's. */
export const senderClockErrorMs = 60_000;

export type Senders = Pick<MonitorState, 'sources' | 'pastSources'>;

/** A memory that has forgotten nobody. */
export function noPastSources(): PastSources {
  return { young: [], old: [], oldUntil: null, forgottenUntil: null };
}

/**
 * Takes note of a batch.
 *
 * @returns the memory with it; `repeated` for one that was taken before; `forgotten` for one that may have been: it was
 * made at a time of which senders have been forgotten
 */
export function withBatch(
  { sources, pastSources }: Senders,
  batch: Pick<DecodedBatch, 'source' | 'incarnation' | 'seq' | 'made'>,
  now: number
): Senders | 'repeated' | 'forgotten' {
  const key = senderKey(batch);
  const known = sources[key];
  const seq = known?.seq ?? seqOf(pastSources, key);
  if (seq !== undefined && batch.seq <= seq) return 'repeated';
  if (seq === undefined && isOfForgottenTime(pastSources, batch.made)) return 'forgotten';
  const next = { ...sources, [key]: { seq: batch.seq, at: now } };
  return known ? { sources: next, pastSources } : movedOn(next, pastSources, now);
}

// --- internal ---

function seqOf(past: PastSources | null, key: string): number | undefined {
  if (!past || past.young.length + past.old.length === 0) return undefined;
  const id = keyNumber(key);
  // The youngest entry of a source is the one that counts.
  for (const seqs of [past.young, past.old])
    for (let i = seqs.length - 2; i >= 0; i -= 2) if (seqs[i] === id) return seqs[i + 1];
  return undefined;
}

function isOfForgottenTime(past: PastSources | null, made: number | null): boolean {
  const until = past?.forgottenUntil ?? null;
  return until !== null && made !== null && made <= until + senderClockErrorMs;
}

/** Silent sources go from the memory by name to the compact one; runs of 0.1.0 have none. */
function movedOn(sources: Record<string, SourceState>, before: PastSources | null, now: number): Senders {
  const byAge = Object.entries(sources).sort(([, a], [, b]) => a.at - b.at);
  const surplus = byAge.length - maxSources;
  const moving = byAge.filter(([, { at }], index) => index < surplus || now - at > sourceTtlMs);
  if (moving.length === 0) return { sources, pastSources: before };
  for (const [key] of moving) delete sources[key];
  if (!before) return { sources, pastSources: null };
  let past: PastSources = { ...before, young: [...before.young] };
  for (const [key, { seq, at }] of moving) past = turned({ ...past, young: [...past.young, keyNumber(key), seq] }, at);
  return { sources, pastSources: past };
}

function turned(past: PastSources, at: number): PastSources {
  if (past.young.length < 2 * pastSourcesAGeneration) return past;
  return { young: [], old: past.young, oldUntil: at, forgottenUntil: past.oldUntil ?? past.forgottenUntil };
}
