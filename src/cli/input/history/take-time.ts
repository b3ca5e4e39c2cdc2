import { timeFault, timeReader } from '../../../rows/time.ts';
import { sayUnit } from '../time-unit.ts';
import type { RowTarget } from './history-format.ts';

/** Reads the times of a history in turn; a sentence for a text that is not a time, or hardly the right one. */
export function timeTaker({ timeUnit, now }: Pick<RowTarget, 'timeUnit' | 'now'>): (text: string) => number | string {
  const read = timeReader(timeUnit);
  const unit = timeUnit === undefined ? {} : { unit: timeUnit };
  let near: number | null = null;
  return (text) => {
    const at = read(text);
    // A text is clear; a number does not say its unit.
    const isPlain = at !== undefined && (timeUnit !== undefined || text.includes('-', 1));
    const fault = isPlain ? undefined : timeFault(text, { now, near, ...unit, next: sayUnit });
    if (fault !== undefined || at === undefined)
      return (fault ?? '').replace('Expected a time', 'Expected the time to be a time');
    // A date of early 1970 says nothing about the unit of the numbers after it.
    if (!isPlain) near = at;
    return at;
  };
}
