/** What a service said, for a message: the beginning, on one line, and nothing that moves the cursor of a terminal. */
export function shortText(text: string, maxLength = 200): string {
  const line = text.slice(0, maxLength * 4).replace(/[\s\p{Cc}]+/gu, ' ');
  return line.trim().slice(0, maxLength);
}
