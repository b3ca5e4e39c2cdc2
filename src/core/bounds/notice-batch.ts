import { jsonBytes, textBytes } from '../../terms/json-bytes.ts';
import type { Notice } from '../state/events.ts';

/** Most notices kept for a notifier that does not answer: one that has been down for days must not fill the state. */
const maxKept = 200;
const maxKeptBytes = 400_000;
const maxDelivered = 50;
/** A server takes 2 MiB: even were every character three bytes long, and escaped here and there, this fits. */
const maxDeliveredChars = 250_000;

/**
 * The newest notices: all of them while they are few and short. A repeated alert that waits until it is repeated again
 * has nothing left to say, and must not push out a notice that has.
 */
export function keptNotices(notices: Notice[]): Notice[] {
  return keptBy(bytesOf, notices);
}

/** The same where characters are counted in the place of bytes, as it was once. */
export function keptInCharacters(notices: Notice[]): Notice[] {
  return keptBy(charsOf, notices);
}

/** The next that go out together: at least one, in their order. */
export function nextDelivery(notices: readonly Notice[]): Notice[] {
  return headOf(notices, charsOf, maxDelivered, maxDeliveredChars);
}

// --- internal ---

type Measure = (notice: Notice) => number;

function keptBy(measure: Measure, notices: Notice[]): Notice[] {
  const lastRepeat = notices.findLast(({ repeated }) => repeated)?.at;
  const told = notices.filter(({ repeated, at }) => !repeated || at === lastRepeat);
  const newestFirst = headOf(told.toReversed(), measure, maxKept, maxKeptBytes);
  return newestFirst.length === notices.length ? notices : newestFirst.toReversed();
}

function headOf(notices: readonly Notice[], measure: Measure, max: number, maxSize: number): Notice[] {
  let size = 0;
  const head: Notice[] = [];
  for (const notice of notices) {
    size += measure(notice);
    if (head.length > 0 && (head.length >= max || size > maxSize)) break;
    head.push(notice);
  }
  return head;
}

/** Measured once a notice, however often it is looked at while it waits. */
function onceEach(measure: Measure): Measure {
  const measured = new WeakMap<Notice, number>();
  return (notice) => {
    const known = measured.get(notice) ?? measure(notice);
    measured.set(notice, known);
    return known;
  };
}

const charsOf = onceEach((notice) => JSON.stringify(notice).length);
const bytesOf = onceEach((notice) => jsonBytes(notice) ?? textBytes(JSON.stringify(notice)));
