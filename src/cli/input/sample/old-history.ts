import { yearsBehind } from '../../../terms/event-time.ts';
import { formatDuration, timeText } from '../../../terms/time-text.ts';
import type { MonitorView } from '../../../core/wire/answers.ts';

/** What has to be known of a monitor before the first row. */
export interface Before {
  phase: MonitorView['phase'];
  newest: ReadonlyMap<string, number>;
}

/** Tells once that a history goes to a monitor that has seen nothing, and may launch a retrain for a day long past. */
export class OldHistory {
  private isTold = false;

  /** @param place of the row, such as `line 1: ` */
  see(at: unknown, before: Before | undefined, note: (line: string) => void, place: string): void {
    if (this.isTold || before?.phase !== 'active' || before.newest.size > 0) return;
    const now = Date.now();
    const days = Math.floor((now - Number(at)) / 86_400_000);
    // Of one that is decades old somebody else tells: it may be a mistyped year.
    if (yearsBehind(Number(at), now) !== undefined) return;
    // Where the newest is of today, only the oldest rows are old; the first one tells.
    if (at === undefined || !(days >= 1)) return;
    this.isTold = true;
    note(
      `${place}a history begins here, ${days === 1 ? 'a day' : `${days} days`} back, and the monitor has no values yet: drift in it asks for a retrain today. To let it only teach, \`monitor pause\` before and \`monitor resume\` after it; see "Send a history first" in docs/sending.md`
    );
  }
}

/**
 * A time that is ahead of the clock here, or decades behind it, in a sentence. Clocks differ by a little; more than
 * that is a wrong clock or time zone, and moves what is seen as the newest. What is decades old may be a history, or a
 * mistyped year.
 */
export function farFromNow(at: number, now: number): { how: 'ahead' | 'behind'; text: string } | undefined {
  const years = yearsBehind(at, now);
  const isAhead = at - now >= tellsAheadMs;
  if (!isAhead && years === undefined) return undefined;
  const far = isAhead
    ? `${formatDuration(Math.floor((at - now) / 60_000) * 60_000)} ahead of`
    : `${years} years behind`;
  const check = isAhead
    ? 'clock and time zone (a time without a zone is UTC)'
    : 'the year, and --time-unit of a number';
  const text = `time ${timeText(at)} is ${far} the clock here, and counts all the same; check ${check}`;
  return { how: isAhead ? 'ahead' : 'behind', text };
}

// --- internal ---

/** Below that the clocks of two machines may differ. */
const tellsAheadMs = 5 * 60_000;
