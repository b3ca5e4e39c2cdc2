import { coversWeek } from '../core/launch/quiet-hours.ts';
import type { Policy } from '../core/state/policy.ts';

/** Warns of times that leave out every one: metrics that are never judged, and retrains that are never launched. */
export function timeAdvice({ metrics, holds }: Pick<Policy, 'metrics' | 'holds'>): string[] {
  return [...excludedAlways(metrics), ...quietAlways(holds)];
}

// --- internal ---

function excludedAlways(metrics: Policy['metrics']): string[] {
  const names = metrics.flatMap(({ name, exclude }) => (exclude && coversWeek(exclude.weekly) ? [`\`${name}\``] : []));
  if (names.length === 0) return [];
  const shown = `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`;
  return [
    `\`exclude.weekly\` of ${shown} leaves out the whole week: no value is ever judged, and no detector fires; leave out less of it`,
  ];
}

function quietAlways({ quietHours }: Policy['holds']): string[] {
  if (!coversWeek(quietHours)) return [];
  return [
    '`quietHours` are the whole week: only a retrain that a person asks for is ever launched; leave some time out of them',
  ];
}

const most = 10;
