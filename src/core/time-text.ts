/** `2026-03-02 12:00:00Z`: to the second, in UTC, the same for everybody who reads it. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
