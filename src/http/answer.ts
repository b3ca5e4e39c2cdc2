import { excerpt } from '../terms/visible-text.ts';

/** A service's words for a message: the beginning, on one line, without control characters. */
export function shortText(text: string, maxLength = 200): string {
  const line = text.slice(0, maxLength * 4).replace(/[\s\p{Cc}]+/gu, ' ');
  return excerpt(line.trim(), maxLength);
}

/**
 * How long a service asks us to wait, in ms: `Retry-After` gives seconds or a date.
 *
 * @param now epoch ms
 * @returns `undefined` if it does not say, or the value is invalid; 0 when the date has passed
 * @see RFC 9110, section 10.2.3
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1_000;
  // `Date.parse` reads other texts, such as `-5`, as years.
  const ms = /^[A-Za-z]{3},? /.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
