import { timeFault, timeReader } from '../../rows/time.ts';
import type { RowTarget } from './history-format.ts';

/** Reads the times of a history one after the other; a sentence for what is none, or hardly the one that is meant. */
export function timeTaker({ timeUnit, now }: Pick<RowTarget, 'timeUnit' | 'now'>): (text: string) => number | string {
  const read = timeReader(timeUnit);
  const unit = timeUnit === undefined ? {} : { unit: timeUnit };
  let near: number | null = null;
  return (text) => {
    const at = read(text);
    // A text is what it says; of a number nobody knows what it counts.
    const isPlain = at !== undefined && (timeUnit !== undefined || text.includes('-', 1));
    const fault = isPlain
      ? undefined
      : timeFault(text, { now, near, ...unit, next: 'say so: --time-unit s (or ms, if it is right)' });
    if (fault !== undefined || at === undefined)
      return (fault ?? '').replace('Expected a time', 'Expected the time to be a time');
    near = at;
    return at;
  };
}
