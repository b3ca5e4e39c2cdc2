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

/** The wishes of people who wait for the same retrain as one: nobody gets less than asked for, and all are named. */
export function together(first: Trigger, second: Trigger): Trigger {
  const { respectHolds: _, ...wish } = second;
  return {
    ...wish,
    severity: first.severity === 'full' ? 'full' : second.severity,
    ...(first.withoutChampion ? { withoutChampion: true } : {}),
    // Who does not want to wait is not kept waiting by somebody who does.
    ...(first.respectHolds && second.respectHolds ? { respectHolds: true } : {}),
    reasons: [...first.reasons, ...second.reasons].slice(-maxManualReasons),
  };
}

// --- internal ---

/** People who wait for the same retrain; the newest are named. */
const maxManualReasons = 10;
