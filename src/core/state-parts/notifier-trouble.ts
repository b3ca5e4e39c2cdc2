import { timeText } from '../../terms/time-text.ts';

/** In the place of a name: what goes to all notifiers that answer reached none of them. */
export const allNotifiers = '*';

/** A notifier that has not taken what it was last told: it gets its notices by itself, and delays nobody else. */
export interface NotifierTrouble {
  /** The name; `*` where what goes to all that answer reached none of them, as where the activity itself fails. */
  name: string;
  /** Since when; epoch milliseconds. */
  since: number;
  /** What it answers, in its own words; of a delivery that is tried again, what it answered first. */
  error: string;
  /** Notices that wait for it. */
  waiting: number;
  /** Notices that it will not get: too many waited, or the tries were used up. */
  missed: number;
}

/** A sentence each, for people. */
export function notifierLines(troubles: readonly NotifierTrouble[] = []): string[] {
  return troubles.map(({ name, since, error, waiting, missed }) => {
    const counts = [waiting > 0 ? `${waiting} waiting` : [], missed > 0 ? `${missed} missed` : []].flat();
    const told = counts.length === 0 ? '' : ` (${counts.join(', ')})`;
    return `${name === allNotifiers ? 'all notifiers' : name}, since ${timeText(since)}: ${error}${told}`;
  });
}
