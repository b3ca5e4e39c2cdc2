import { doubtText, isAhead, timeDoubt } from '../terms/event-time.ts';
import { decimalNumber } from './number.ts';
import { isoTime, maxTime, timeText } from '../terms/time-text.ts';
import { excerpt } from '../terms/visible-text.ts';

/** Units of times that are numbers, since 1970. */
export const timeUnits = ['ms', 's', 'us', 'ns', 'day'] as const;

export type TimeUnit = (typeof timeUnits)[number];

/** Usual names of a column of times, in upper or lower case. */
export const timeNames = ['at', 'time', 'timestamp', 'ts', 'datetime', 'date', 'day'] as const;

export const timeWanted = 'a time such as `2026-03-02T12:00:00Z`, or epoch milliseconds';

/** The name of the time column: the first of `timeNames` that exists, as written. */
export function timeNameOf(names: Iterable<string>): string | undefined {
  const all = [...names];
  for (const name of timeNames) {
    const found = all.find((one) => one.trim().toLowerCase() === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Epoch milliseconds of an ISO 8601 text, of the forms of pandas and BigQuery (a space instead of the `T`, ` UTC` at
 * the end, up to nine digits of a second), or of a number in `unit` since 1970. `undefined` for anything else,
 * including 30 February. A time without a zone is UTC.
 */
export function parseTime(text: string, unit: TimeUnit = 'ms'): number | undefined {
  const trimmed = text.trim();
  const number = trimmed === '' ? Number.NaN : decimalNumber(trimmed);
  const ms = Number.isNaN(number) ? parseIso(trimmed) : Math.round(number * msPerUnit[unit]);
  return ms !== undefined && Math.abs(ms) <= maxTime ? ms : undefined;
}

/**
 * Why a text is not an event time, or probably not the intended one; `undefined` if it is plausible. Numbers are
 * doubted if their unit was not given: seconds read as a day in January 1970.
 *
 * @param near newest time of the same input that was believed, or `null`
 * @param next how that unit is given, for the message
 */
export function timeFault(
  text: string,
  { now, near = null, unit, isScreened = false, next = () => 'give epoch milliseconds' }: TimeReading
): string | undefined {
  const at = parseTime(text, unit);
  const isNumber = numberPattern.test(text);
  if (at === undefined) {
    const inNanoseconds = isNumber && timeDoubt(Number(text) / 1_000, now) === 'in-microseconds';
    const hint = inNanoseconds
      ? `; is it in nanoseconds? then ${next('ns')}`
      : dayFirst.test(text)
        ? '; write the date as `2026-03-02`'
        : '';
    return `Expected ${timeWanted}, got \`${excerpt(text, 40)}\`${hint}`;
  }
  if (!isNumber || unit !== undefined || (isScreened && isAhead(at, now))) return undefined;
  const doubt = timeDoubt(at, now, near);
  if (doubt === undefined || doubt === 'ahead') return undefined;
  if (doubt === 'in-seconds' && at >= firstSerial && at <= lastSerial)
    return `Time ${excerpt(text, 20)} reads as a moment of 1 January 1970: is it a day number of a spreadsheet? then format the column as a date such as \`2026-03-02 12:00:00\``;
  const hour = doubt === 'in-seconds' && isAhead(1_000 * at, now) ? hourOf(text) : undefined;
  if (hour !== undefined)
    return `Time ${excerpt(text, 20)} reads as ${timeText(at)}: is it the date ${hour}? then write it that way`;
  // As it was given: a fraction of a second is one of a millisecond here.
  const given = doubt === 'a-date-as-a-number' ? at : Number(text);
  return doubtText(given, doubt, next(doubt === 'in-microseconds' ? 'us' : 's'));
}

/**
 * What a time hardly is that was said to be in that unit, as a sentence; `undefined` where no other unit is plausible.
 *
 * @param name how a unit is given, such as `--time-unit ms`
 */
export function otherUnitText(
  at: number,
  said: TimeUnit,
  now: number,
  name: (unit: TimeUnit) => string
): string | undefined {
  const unit = otherUnit(at, said, now);
  if (unit === undefined) return undefined;
  return `A time reads as ${timeText(at)} with ${name(said)}: is it in ${unitNames[unit]}? then say ${name(unit)}`;
}

export interface TimeReading {
  now: number;
  near?: number | null;
  unit?: TimeUnit;
  /** Whether `screenSample` looks at the time next: what is ahead of the clock passes there with `force`. */
  isScreened?: boolean;
  next?: (unit: TimeUnit) => string;
}

/** Like `parseTime`, for columns: ten times as fast on the usual form, `2026-03-02T12:00:00Z`. */
export function timeReader(unit: TimeUnit = 'ms'): (text: string) => number | undefined {
  let day = '';
  let midnight = 0;
  return (text) => {
    const time = secondsOfDay(text);
    if (time === undefined) return parseTime(text, unit);
    const date = text.slice(0, 10);
    if (date !== day) {
      const ms = parseIso(date);
      if (ms === undefined) return undefined;
      day = date;
      midnight = ms;
    }
    return midnight + 1_000 * time;
  };
}

// --- internal ---

const msPerUnit: Readonly<Record<TimeUnit, number>> = { ms: 1, s: 1_000, us: 1e-3, ns: 1e-6, day: 86_400_000 };

const unitNames = { ms: 'milliseconds', s: 'seconds', us: 'microseconds', ns: 'nanoseconds', day: 'days' } as const;

/** The unit that a number is in, where it is hardly the one that was said. */
function otherUnit(at: number, said: TimeUnit, now: number): TimeUnit | undefined {
  const number = at / msPerUnit[said];
  return timeUnits.find((unit) => {
    const other = number * msPerUnit[unit];
    return unit !== said && Math.abs(other) <= maxTime && timeDoubt(other, now) === undefined;
  });
}

const numberPattern = /^\s*[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?\s*$/i;
const dayFirst = /^\s*\d{1,2}[./]\d{1,2}[./]\d{2,4}/;

/** `2026-03-01T12:00:00Z` of 2026030112, which as seconds would be years ahead. */
function hourOf(text: string): string | undefined {
  const [, year, month, day, hour] = /^\s*(20\d\d)(\d\d)(\d\d)(\d\d)\s*$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}T${hour}:00:00Z`;
  return year === undefined || parseIso(date) === undefined ? undefined : date;
}

/** Spreadsheets count days since 1900; this one is in 1954. */
const firstSerial = 20_000;
const lastSerial = 80_000;

const isoPattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;

function parseIso(text: string): number | undefined {
  const [, date, time, zone = 'Z'] = isoPattern.exec(text) ?? [];
  if (date === undefined) return undefined;
  if (time === undefined) return known(isoTime(date));
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.length > 3 ? zone.slice(-2) : '00'}` : 'Z';
  // A date keeps three digits of a second; engines round more digits differently.
  return known(isoTime(`${date}T${time.replace(',', '.').replace(/(\.\d{3})\d+/, '$1')}${offset}`));
}

function known(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}

function secondsOfDay(text: string): number | undefined {
  if (text.length !== 20 || text[19] !== 'Z' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':')
    return undefined;
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  return hours < 24 && minutes < 60 && seconds < 60 ? hours * 3_600 + minutes * 60 + seconds : undefined;
}

/** 1000 if they are not digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : 1_000;
}
