import { excerpt } from '../terms/visible-text.ts';

/** A service's words for a message: the beginning, on one line, without control characters. */
export function shortText(text: string, maxLength = 200): string {
  const line = text.slice(0, maxLength * 4).replace(/[\s\p{Cc}]+/gu, ' ');
  return excerpt(line.trim(), maxLength);
}
