import { yearsBehind } from '../../../terms/event-time.ts';
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
