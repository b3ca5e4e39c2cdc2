import type { Notice } from '../state/events.ts';

/** Notices that nobody takes for long are kept at most; a notifier that has been down for days must not fill the state. */
const maxKept = 200;
const maxKeptChars = 400_000;
const maxDelivered = 50;
/** A server takes 2 MiB: even were every character three bytes long, and escaped here and there, this fits. */
const maxDeliveredChars = 250_000;

/**
 * The newest that are kept: all, as long as they are few and short. What was told again and has waited until it is told
 * once more says nothing any longer, and must not push out what does.
 */
export function keptNotices(notices: Notice[]): Notice[] {
  const lastRepeat = notices.findLast(({ repeated }) => repeated)?.at;
  const told = notices.filter(({ repeated, at }) => !repeated || at === lastRepeat);
  const newestFirst = headOf(told.toReversed(), maxKept, maxKeptChars);
  return newestFirst.length === notices.length ? notices : newestFirst.toReversed();
}

/** The next that go out together: at least one, in their order. */
export function nextDelivery(notices: readonly Notice[]): Notice[] {
  return headOf(notices, maxDelivered, maxDeliveredChars);
}

// --- internal ---

function headOf(notices: readonly Notice[], max: number, maxChars: number): Notice[] {
  let chars = 0;
  const head: Notice[] = [];
  for (const notice of notices) {
    chars += charsOf(notice);
    if (head.length > 0 && (head.length >= max || chars > maxChars)) break;
    head.push(notice);
  }
  return head;
}

/** Measured once a notice, however often it is looked at while it waits. */
const measured = new WeakMap<Notice, number>();

function charsOf(notice: Notice): number {
  const known = measured.get(notice) ?? JSON.stringify(notice).length;
  measured.set(notice, known);
  return known;
}
