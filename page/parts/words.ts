import { quotedBlank } from '../../src/terms/visible-text.ts';

/** A number as people read it: four figures that count, thousands set apart. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return value.toExponential(2);
  return new Intl.NumberFormat('en', { maximumSignificantDigits: size >= 1_000 ? 6 : 4 }).format(value);
}

/** A whole number with its noun: "1 monitor", "1,204 monitors". */
export function counted(count: number, noun: string): string {
  return `${new Intl.NumberFormat('en').format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A time in the reader's zone: "27 Nov 2026, 15:47". */
export function moment(at: number): string {
  return full.format(at);
}

/** The same with seconds and the zone, for who wants to be sure. */
export function exactMoment(at: number): string {
  return exact.format(at);
}

/** "3 min ago", "in 2 days". */
export function fromNow(at: number, now: number): string {
  const seconds = (at - now) / 1_000;
  const size = Math.abs(seconds);
  if (size < 45) return seconds <= 0 ? 'just now' : 'in some seconds';
  const [unit, length] = units.find(([, one]) => size >= one * 0.95) ?? units[units.length - 1]!;
  return relative.format(Math.round(seconds / length), unit);
}

/** A sentence of the server with its times as the reader's clock has them. */
export function inOwnTime(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?Z/g, (time) => {
    const at = Date.parse(time.replace(' ', 'T'));
    return Number.isNaN(at) ? time : moment(at);
  });
}

/** How long: "4 min 10 s", "3 days". */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
  const hours = Math.round(seconds / 3_600);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** "accuracy", or "accuracy of eu". */
export function streamName(metric: string, segment: string | undefined): string {
  return segment ? `${metric} of ${quotedBlank(segment)}` : metric;
}

// --- internal ---

const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
