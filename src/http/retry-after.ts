/**
 * How long a service wants to be left alone, in ms: `Retry-After` gives seconds or a date.
 *
 * @param now epoch ms
 * @returns `undefined` where it does not say, or says nonsense; 0 when the date has passed
 * @see RFC 9110, section 10.2.3
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1_000;
  // What is neither seconds nor a date of HTTP is read as years by `Date.parse`, such as `-5`.
  const ms = /^[A-Za-z]{3},? /.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
