import type { VNode } from 'preact';
import { exactMoment, fromNow, moment } from './words.ts';
import { now } from './now.ts';

/** A time: how long ago, with the whole of it at hand, in the reader's zone. */
export function Time({ at, exact = false }: { at: number; exact?: boolean }): VNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactMoment(at)}>
      {exact ? moment(at) : fromNow(at, now.value)}
    </time>
  );
}
