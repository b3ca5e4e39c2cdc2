/**
 * Milliseconds of an ISO 8601 text, or `NaN`. `Date.parse` reads 30 February as early March; this function does not.
 */
export function isoTime(text: string): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return Number.NaN;
  const daysInMonth = new Date(Date.UTC(2000, month, 0)).setUTCFullYear(year, month, 0);
  return day > new Date(daysInMonth).getUTCDate() ? Number.NaN : Date.parse(text);
}
