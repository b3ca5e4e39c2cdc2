import { reasonText, type Decision } from './decision.ts';

/** Reasons and pieces of evidence that one entry keeps; the launch itself carries more. */
const maxReasons = 8;
const maxEvidence = 4;
/** The newest entries keep their evidence whatever it takes. */
const neverShortened = 3;
const shortNote = 120;

/**
 * The ledger with one more entry, newest last. It is bounded twice, by the number of entries and by their size: when it
 * grows too large, the oldest entries lose their evidence first, and only then go altogether.
 */
export function withDecision(
  ledger: readonly Decision[],
  entry: Decision,
  { maxEntries, edition }: { maxEntries: number; edition: number }
): Decision[] {
  const entries = [...ledger, trimmed(entry)].slice(-maxEntries);
  const sizes = entries.map(sizeOf);
  let excess = sizes.reduce((sum, size) => sum + size, 0) - maxSize(maxEntries, edition);
  for (let i = 0; i < entries.length - neverShortened && excess > 0; i++) {
    const short = shortened(entries[i]!);
    const size = sizeOf(short);
    excess -= sizes[i]! - size;
    entries[i] = short;
    sizes[i] = size;
  }
  let gone = 0;
  for (; excess > 0 && gone < entries.length - neverShortened; gone++) excess -= sizes[gone]!;
  return entries.slice(gone);
}

// --- internal ---

/** Characters of entries as JSON. An entry never changes, and is measured once: most ledgers differ by one entry. */
const measured = new WeakMap<Decision, number>();

function sizeOf(entry: Decision): number {
  const known = measured.get(entry);
  if (known !== undefined) return known;
  const size = JSON.stringify(entry).length;
  measured.set(entry, size);
  return size;
}

/** Characters of JSON: 10,000 for the default of 100 entries, and 10 KiB in runs of before. */
function maxSize(maxEntries: number, edition: number): number {
  return Math.max(4_096, (edition > 0 ? 100 : 102) * maxEntries);
}

function trimmed(entry: Decision): Decision {
  const more = entry.reasons.length - maxReasons;
  const note = more > 0 ? { note: [entry.note, `and ${more} more reasons`].filter(Boolean).join('; ') } : {};
  return {
    ...entry,
    reasons: entry.reasons.slice(0, maxReasons),
    evidence: entry.evidence.slice(0, maxEvidence),
    ...note,
  };
}

function shortened(entry: Decision): Decision {
  if (entry.reasons.length + entry.evidence.length === 0 && (entry.note ?? '').length <= shortNote) return entry;
  const note = [...entry.reasons.map(reasonText), ...(entry.note ? [entry.note] : [])].join('; ');
  return { ...entry, reasons: [], evidence: [], note: note.slice(0, shortNote) };
}
