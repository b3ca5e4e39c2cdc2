import type { ComponentChildren } from 'preact';
import { inOwnTime } from './words.ts';

/**
 * A text of the server as a sentence: with a capital letter, a stop, and times of the reader's clock.
 *
 * @param names such as a metric's, which stay as they are written
 */
export function ended(text: string, names: readonly string[] = []): ComponentChildren {
  const own = capitalized(inOwnTime(text.trim()), names);
  return coded(/[.!?…:]$/.test(own) ? own : `${own}.`);
}

/** What stands between backticks as code. */
export function coded(text: string): ComponentChildren {
  const parts = text.split('`');
  // A backtick without another is a backtick.
  if (parts.length < 3 || parts.length % 2 === 0) return text;
  return parts.map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part));
}

// --- internal ---

/** A name such as `churn-eu` or `meanPrice` stays as it is written. */
function capitalized(text: string, names: readonly string[]): string {
  const word = /^[a-z]+(?=[ ,])/.exec(text)?.[0];
  return word !== undefined && !names.includes(word) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
