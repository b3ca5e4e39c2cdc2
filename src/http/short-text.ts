/** A service's words for a message: the beginning, on one line, without control characters. */
export function shortText(text: string, maxLength = 200): string {
  const line = text.slice(0, maxLength * 4).replace(/[\s\p{Cc}]+/gu, ' ');
  return line.trim().slice(0, maxLength);
}
