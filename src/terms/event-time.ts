import { isoTime, maxTime, timeText } from './time-text.ts';

const dayMs = 86_400_000;

/** Senders' clocks differ, and a date without a zone may be tomorrow's; neither explains more than a day. */
export const maxAheadMs = dayMs;

/** What can be wrong with an event time that is still a valid date. */
export type TimeDoubt = 'in-seconds' | 'in-microseconds' | 'a-date-as-a-number' | 'ahead';

/**
 * Why a time is probably not in epoch milliseconds; `undefined` if it is plausible.
 *
 * Seconds of any year from 1790 to 2128 read as a day within 58 days of 1 January 1970, microseconds as a year beyond
 * 3015 (of February 1971 and later) or before 1200 BC, `20260301` as 1 January 1970, and `20260301120000` as the year
 * 2612. Real measurements of early 1970 exist, so a time there is believed if it follows believed ones in small steps.
 *
 * @param at   epoch milliseconds, as given
 * @param now  the reader's own clock
 * @param near newest believed time of the same stream; `null` if there is none
 */
export function timeDoubt(at: number, now: number, near: number | null = null): TimeDoubt | undefined {
  const isFar = at > farAheadMs || at < -farBackMs;
  if (isFar && Math.abs(at) <= maxTime) return 'in-microseconds';
  if (isAhead(at, now)) return dateOf(at) === undefined ? 'ahead' : 'a-date-as-a-number';
  if (Math.abs(at) > secondsZoneMs || Math.abs(now) <= secondsZoneMs) return undefined;
  if (near !== null && Math.abs(at - near) <= smallStepMs) return undefined;
  return dateOf(at) === undefined ? 'in-seconds' : 'a-date-as-a-number';
}

/** Whether a time is later than a sound clock elsewhere, and a time zone, can make it. */
export function isAhead(at: number, now: number): boolean {
  return at > now + maxAheadMs;
}

/** Whether all times between the two are plausible, so that nobody needs to check each one. */
export function areBeyondDoubt(oldest: number, newest: number, now: number): boolean {
  return oldest > secondsZoneMs && !isAhead(newest, now);
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
  // In seconds it would be as early: that is no better.
  if (doubt === 'in-seconds' && Math.abs(at * 1_000) <= secondsZoneMs)
    return `${reads}: is it an empty value or a count? then leave it out; else write a date such as 2026-03-02`;
  if (doubt === 'in-seconds') return `${reads}: is it in seconds? then ${unit}; that makes it ${timeText(at * 1_000)}`;
  return `${reads}: is it the date ${dateOf(at)}? then write it that way`;
}

/**
 * How a time lies before another, in whole years, where labels and histories that come late do not explain it; else
 * `undefined`. No unit mistaken for another makes such a time, but a mistyped year does, and the zero of some program's
 * calendar: 1 January 1, 1601 or 1904.
 */
export function yearsBehind(at: number, newest: number): number | undefined {
  const years = Math.floor((newest - at) / yearMs);
  return years >= fewestYearsBehind ? years : undefined;
}

// --- internal ---

const yearMs = 365.25 * dayMs;

/** Longer than anybody waits for a label, and than a model serves. */
const fewestYearsBehind = 20;

/** 5e9 seconds reach the year 2128; 5e9 milliseconds are 58 days. */
const secondsZoneMs = 5e9;

/** Quarterly figures still follow one another. */
const smallStepMs = 92 * dayMs;

/** Nobody measures after the year 3015; microseconds from the middle of January 1971 on read as such years. */
const farAheadMs = 3.3e13;

/** Nobody measures before 1200 BC; microseconds before November 1966 read as such years. */
const farBackMs = 1e14;

const digitsOfDate = /^((?:19|20)\d\d|2100)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/;

/** `2026-03-01` of 20260301, and with a time of day of 20260301120000, where such a day can be meant. */
function dateOf(at: number): string | undefined {
  const [, year, month, day, ...time] = digitsOfDate.exec(String(at)) ?? [];
  if (year === undefined) return undefined;
  const text = `${year}-${month}-${day}${time[0] === undefined ? '' : `T${time.join(':')}Z`}`;
  return Number.isNaN(isoTime(text)) ? undefined : text;
}
