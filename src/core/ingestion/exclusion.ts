import { coversTime } from '../launch/quiet-hours.ts';
import type { Exclusions } from '../state/policy.ts';

/** Whether an observation of that event time is counted, but neither judged nor learnt from. */
export function isExcluded({ spans, weekly }: Exclusions, at: number): boolean {
  return spans.some(({ from, to }) => from <= at && at < to) || weekly.some((quiet) => coversTime(quiet, at));
}
