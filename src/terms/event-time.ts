import { maxTime, timeText } from './time-text.ts';

const dayMs = 86_400_000;

/** What can be wrong with an event time that is still a valid date. */
export type TimeDoubt = 'in-seconds' | 'in-microseconds' | 'a-date-as-a-number' | 'ahead';

/**
 * Why a time is probably not in epoch milliseconds; `undefined` if it is plausible.
 *
 * Seconds of any year from 1790 to 2128 read as a day within 58 days of 1 January 1970, microseconds as a year beyond
 * 20,000, and `20260301` as 1 January 1970. Real measurements of early 1970 exist, so a time there is believed if it
 * follows believed ones in small steps.
 *
 * @param at   epoch milliseconds, as given
 * @param now  the reader's own clock
 * @param near newest believed time of the same stream; `null` if there is none
 */
export function timeDoubt(at: number, now: number, near: number | null = null): TimeDoubt | undefined {
  if (Math.abs(at) > farYearsMs && isRecent(at / 1_000, now)) return 'in-microseconds';
  if (at > now + maxAheadMs) return 'ahead';
  if (Math.abs(at) > secondsZoneMs || Math.abs(now) <= secondsZoneMs) return undefined;
  if (near !== null && Math.abs(at - near) <= smallStepMs) return undefined;
  return dateOf(at) === undefined ? 'in-seconds' : 'a-date-as-a-number';
}

/** Whether all times between the two are plausible, so that nobody needs to check each one. */
export function areBeyondDoubt(oldest: number, newest: number, now: number): boolean {
  return oldest > secondsZoneMs && newest <= now + maxAheadMs;
}

/**
 * The doubt as a sentence: the value, what it reads as, what to do, and what it is then; `unit` says how to give a
 * unit.
 */
export function doubtText(at: number, doubt: TimeDoubt, unit = 'give epoch milliseconds'): string {
  const reads = `Time ${at} reads as ${timeText(at)}`;
  if (doubt === 'ahead') return `${reads}, more than a day ahead of the clock; check the clock of the sender`;
  if (doubt === 'in-microseconds')
    return `${reads}: is it in microseconds? then ${unit}; that makes it ${timeText(at / 1_000)}`;
  if (doubt === 'in-seconds') return `${reads}: is it in seconds? then ${unit}; that makes it ${timeText(at * 1_000)}`;
  return `${reads}: is it the date ${dateOf(at)}? then write it that way`;
}

// --- internal ---

/** Senders' clocks differ, and a date without a zone may be tomorrow's; neither explains more than a day. */
const maxAheadMs = dayMs;

/** 5e9 seconds reach the year 2128; 5e9 milliseconds are 58 days. */
const secondsZoneMs = 5e9;

/** Quarterly figures still follow one another. */
const smallStepMs = 92 * dayMs;

/** Nobody measures after the year 5138 or before 1200 BC; microseconds outside 1967 to 1973 read as such years. */
const farYearsMs = 1e14;

/** Whether it is a time of the last thousand years, at most a day ahead. */
function isRecent(at: number, now: number): boolean {
  return at <= now + maxAheadMs && at >= now - 1_000 * 366 * dayMs;
}

/** `2026-03-01` of 20260301, where such a day can be meant. */
function dateOf(at: number): string | undefined {
  if (!Number.isInteger(at) || at < 19_000_101 || at > 21_001_231) return undefined;
  const text = String(at);
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  const ms = Date.parse(date);
  return Math.abs(ms) <= maxTime && new Date(ms).toISOString().startsWith(date) ? date : undefined;
}
