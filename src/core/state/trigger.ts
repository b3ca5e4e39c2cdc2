import type { Trigger } from './state.ts';

/**
 * What travels with a launch, and what one trigger keeps. Only a policy with many segments has more reasons at once.
 */
export const maxReasons = 64;

/** Prefix of the trigger keys of rules; metric names cannot start with it. */
export const rulePrefix = 'rule:';

/** Raised by one detector on one stream: not by a rule, a timetable or a person. */
export function isOfDetector({ code, key }: Trigger): boolean {
  return code !== 'manual' && code !== 'schedule' && !key.startsWith(rulePrefix);
}
