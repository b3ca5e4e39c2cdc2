/** Largest absolute event time: what a `Date` can hold. */
export const maxTime = 8.64e15;

/** `2026-03-02 12:00:00Z`: to the second, in UTC, so that all readers see the same. Total: it accepts any number. */
export function timeText(ms: number): string {
  if (!(Math.abs(ms) <= maxTime)) return 'a time without a date';
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/**
 * Milliseconds of an ISO 8601 text, or `NaN`. `Date.parse` reads 30 February as early March; this function does not.
 */
export function isoTime(text: string): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return Number.NaN;
  const daysInMonth = new Date(Date.UTC(2000, month, 0)).setUTCFullYear(year, month, 0);
  return day > new Date(daysInMonth).getUTCDate() ? Number.NaN : Date.parse(text);
}

export const durationUnits = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** A duration in its shortest exact form: 90 s is `1m30s`. */
export function formatDuration(ms: number): string {
  let text = '';
  let rest = ms;
  for (const [unit, size] of durationUnits) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text || '0ms';
}
