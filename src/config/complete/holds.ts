import type { HoldPolicy, QuietHours } from '../../core/state/policy.ts';
import type { Faults } from '../faults/faults.ts';
import { weekdays, type FreezeFile, type HoldFile, type QuietHoursFile } from '../schema/hold-schema.ts';
import { fieldOf, type Path } from '../faults/path.ts';

/** 24 h between two retrains, the circuit breaker after 3 bad candidates: what practice guides and peers default to. */
export function completeHolds(file: HoldFile, faults: Faults): HoldPolicy {
  const { cooldown = 24 * 3_600_000, quietHours = [], freezes = [], budget, breakerAfter = 3, backoff = 2 } = file;
  return {
    cooldownMs: cooldown,
    quietHours: completeWeekly(quietHours, ['quietHours'], faults),
    freezes: completeSpans(freezes, ['freezes'], faults),
    budget: budget ? { max: budget.max, perMs: budget.per } : null,
    breakerAfter,
    backoff,
  };
}

export function completeSpans(files: readonly FreezeFile[], path: Path, faults: Faults): HoldPolicy['freezes'] {
  files.forEach(({ from, to }, index) => {
    const at = [...path, index, 'to'];
    if (from >= to)
      faults.add(
        at,
        `Expected \`${fieldOf(at)}\` to be after \`from\`, got ${new Date(to).toISOString()} after ${new Date(from).toISOString()}; ${betterSpan(from, to)}`
      );
  });
  return files.map(({ from, to, note = '' }) => ({ from, to, note }));
}

export function completeWeekly(files: readonly QuietHoursFile[], path: Path, faults: Faults): QuietHours[] {
  return files.map((one, index) => completeQuietHours(one, [...path, index], faults));
}

// --- internal ---

/** A span over the end of a year that ends in its first one: swapped it would last for nearly all of it. */
function betterSpan(from: number, to: number): string {
  const later = new Date(to);
  later.setUTCFullYear(later.getUTCFullYear() + 1);
  const year = later.getTime() - from;
  if (year > 0 && year < from - to) return `did you mean ${later.toISOString()}, a year later?`;
  return from === to ? 'write a later one' : 'swap them';
}

function completeQuietHours(file: QuietHoursFile, path: Path, faults: Faults): QuietHours {
  if (file.from === file.to)
    faults.expected([...path, 'to'], 'another time than `from`', file.to, 'write 00:00 to 24:00 for whole days');
  const days = new Set((file.days ?? []).map((day) => weekdays.indexOf(day)));
  return {
    from: minutesOf(file.from),
    to: minutesOf(file.to),
    days: [...days].sort((a, b) => a - b),
    timeZone: file.timeZone ?? 'UTC',
  };
}

/** 24:00 is the midnight at which the next day begins. */
function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) % 1440;
}
