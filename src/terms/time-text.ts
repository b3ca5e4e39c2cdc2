/** Event times lie within what a `Date` can hold, in either direction. */
export const maxTime = 8.64e15;

/** `2026-03-02 12:00:00Z`: to the second, in UTC, the same for everybody who reads it; total, whatever it is given. */
export function timeText(ms: number): string {
  if (!(Math.abs(ms) <= maxTime)) return 'a time without a date';
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
