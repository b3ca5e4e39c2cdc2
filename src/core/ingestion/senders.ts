import { keyNumber } from '../wire/keys.ts';
import { senderKey, type DecodedBatch } from '../wire/batch.ts';
import type { MonitorState } from '../state/state.ts';
import type { PastSources, SourceState } from '../state/sender-memory.ts';

/**
 * Sources remembered by name, each life of one that keeps its name on its own; the one that was silent longest moves
 * on.
 */
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

/** Ranges of numbers that a source has skipped; of more the oldest count as taken. */
export const maxSkipped = 4;

/**
 * Takes note of a batch. A number that was skipped counts when it comes later: a repaired monitor gets the batches of
 * before its reset once more, and a sender that goes on meanwhile may be faster.
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
  const before = known ?? pastSource(pastSources, key);
  if (!before && isOfForgottenTime(pastSources, batch.made)) return 'forgotten';
  // Runs of 0.1.0 remember no such numbers.
  const skipped = pastSources ? skippedWith(before, batch.seq, pastSources) : laterThan(before, batch.seq);
  if (skipped === undefined) return 'repeated';
  const source: SourceState = { seq: Math.max(batch.seq, before?.seq ?? 0), at: now };
  if (skipped.length > 0) source.skipped = skipped;
  const next = { ...sources, [key]: source };
  return known ? { sources: next, pastSources } : movedOn(next, pastSources, now);
}

// --- internal ---

type Known = Pick<SourceState, 'seq' | 'skipped'>;

function pastSource(past: PastSources | null, key: string): Known | undefined {
  if (!past || past.young.length + past.old.length === 0) return undefined;
  const id = keyNumber(key);
  // The youngest entry of a source is the one that counts.
  for (const seqs of [past.young, past.old])
    for (let i = seqs.length - 2; i >= 0; i -= 2) if (seqs[i] === id) return { seq: seqs[i + 1]! };
  return undefined;
}

function laterThan(before: Known | undefined, seq: number): number[] | undefined {
  return before && seq <= before.seq ? undefined : [];
}

/** The numbers that are skipped once this one is taken, as ranges; `undefined` when it was taken before. */
function skippedWith(before: Known | undefined, seq: number, past: PastSources): number[] | undefined {
  // Of a sender that may have been forgotten nobody knows whether what came before was taken.
  const last = before?.seq ?? (past.forgottenUntil === null ? 0 : seq - 1);
  const skipped = before?.skipped ?? [];
  if (seq > last) return (seq > last + 1 ? [...skipped, last + 1, seq - 1] : [...skipped]).slice(-2 * maxSkipped);
  const left: number[] = [];
  let isSkipped = false;
  for (let i = 0; i < skipped.length; i += 2) {
    const [from, to] = [skipped[i]!, skipped[i + 1]!];
    if (seq < from || seq > to) left.push(from, to);
    else {
      isSkipped = true;
      if (seq > from) left.push(from, seq - 1);
      if (seq < to) left.push(seq + 1, to);
    }
  }
  return isSkipped ? left.slice(-2 * maxSkipped) : undefined;
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
