import { isoTime } from '../../config/schema/iso-time.ts';

/** `3m ago`, `in 2h`: one unit is enough to tell whether it matters. */
export function formatAgo(ms: number, now: number): string {
  const distance = Math.abs(now - ms);
  if (distance < 1_000) return 'now';
  const [unit, size] = units.find(([, size]) => distance >= size) ?? ['s', 1_000];
  const text = `${Math.floor(distance / size)}${unit}`;
  return ms > now ? `in ${text}` : `${text} ago`;
}

/** Epoch milliseconds of ISO 8601 or of a whole number of milliseconds; a time without a zone is UTC. */
export function parseTime(text: string): number | undefined {
  const trimmed = text.trim();
  const ms = /^-?\d{1,16}$/.test(trimmed) ? Number(trimmed) : parseIso(trimmed);
  return ms !== undefined && Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

export const timeWanted = 'a time such as `2026-03-02T12:00:00Z`, or epoch milliseconds';

// --- internal ---

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

const isoPattern = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/i;

function parseIso(text: string): number | undefined {
  const match = isoPattern.exec(text);
  if (!match) return undefined;
  const hasTime = text.length > 10;
  const ms = isoTime(
    hasTime && match.groups?.['zone'] === undefined ? `${text.replace(' ', 'T')}Z` : text.replace(' ', 'T')
  );
  return Number.isNaN(ms) ? undefined : ms;
}
