/** Largest absolute event time: what a `Date` can hold. */
export const maxTime = 8.64e15;

/** `2026-03-02 12:00:00Z`: to the second, in UTC, so that all readers see the same. Total: it accepts any number. */
export function timeText(ms: number): string {
  if (!(Math.abs(ms) <= maxTime)) return 'a time without a date';
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
