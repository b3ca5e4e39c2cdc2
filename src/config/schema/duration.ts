import { durationUnits, formatDuration } from '../../terms/time-text.ts';

/** The form of a duration in a monitor file: one or more numbers with units, `90s` or `1h30m`. */
export const durationPattern = /^(?=.{1,64}$)(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;

/** What messages say a duration should be. */
export const durationWanted = 'a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`';

/**
 * Milliseconds of `30m` or `1h30m`; `undefined` if it is not a duration, not above 0, longer than a hundred years, or
 * not a whole number of milliseconds. A number without a unit is refused: nobody means 24 milliseconds by 24.
 */
export function parseDuration(duration: string): number | undefined {
  const ms = sumOf(duration);
  return ms !== undefined && Number.isSafeInteger(ms) && ms > 0 && ms <= longestMs ? ms : undefined;
}

/** What to do about a number without its unit; `undefined` for everything else. */
export function unitHint(given: unknown): string | undefined {
  const number = typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : given;
  if (typeof number !== 'number' || !(number > 0) || number > longestMs) return undefined;
  if (number < 1_000) return `say the unit: \`${number}m\` or \`${number}h\`?`;
  return Number.isInteger(number) ? `say the unit: \`${formatDuration(number)}\` is ${number} ms` : 'say the unit';
}

// --- internal ---

/** A hundred years: added to any current time, the result is still a valid date. */
const longestMs = 36_500 * 86_400_000;

const sizes: Readonly<Record<string, number>> = { ...Object.fromEntries(durationUnits), w: 7 * 86_400_000 };

function sumOf(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g))
    sum += Number(count) * (sizes[unit ?? ''] ?? Number.NaN);
  // Values such as 0.1 h miss whole milliseconds by the last bits of a double.
  const rounded = Math.round(sum);
  return Math.abs(sum - rounded) < 1e-6 ? rounded : undefined;
}
