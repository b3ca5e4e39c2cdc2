import { z } from 'zod';
import { durationPattern, durationWanted, parseDuration, unitHint } from './duration.ts';
import { shareOfPercent } from '../../terms/metric-kinds.ts';
import { wanted } from './strict.ts';

/** A duration, converted to milliseconds. */
export const durationSchema = durationOr();

/** The same for a field that takes something else too, which its messages name: `0, or a duration …`. */
export function durationOr(what = durationWanted): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string(durationMessage(what))
    .regex(durationPattern, durationMessage(what))
    .transform((duration, context) => {
      const ms = parseDuration(duration);
      if (ms !== undefined) return ms;
      context.addIssue({ code: 'custom', message: what, input: duration });
      return z.NEVER;
    });
}

/** The message of a field that also takes a duration; for a number without a unit it says what is missing. */
export function durationMessage(what = durationWanted): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => wanted(what, unitHint(input)).error };
}

export const severities = ['none', 'soft', 'full'] as const;

export const severitySchema = z.enum(severities, wanted('none, soft or full'));

/** What a schedule or command can ask for. */
export const kindSchema = z.enum(['soft', 'full'], wanted('soft or full'));

/** Ids of detectors, rules and schedules. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const idWanted = wanted('1 to 64 letters, digits, dots, dashes or underscores');

export const idSchema = z.string(idWanted).regex(idPattern, idWanted);

/** A whole number from `min`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): z.ZodNumber {
  const message = wanted(
    max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`
  );
  return z.number(message).int(message).min(min, message).max(max, message);
}

export function finite(what = 'a finite number'): z.ZodNumber {
  return z.number({ error: ({ input }) => wanted(what, percentHint(input)).error });
}

/** What to write for `80%`, a text of YAML; `undefined` for everything else. */
function percentHint(given: unknown): string | undefined {
  const [, number] = (typeof given === 'string' && /^\s*([+-]?\d+(?:\.\d+)?)\s*%\s*$/.exec(given)) || [];
  return number === undefined ? undefined : `write ${shareOfPercent(Number(number))}`;
}

/** Plain data that is passed on; the code that uses it checks that it is really JSON. */
export const jsonObjectSchema = z.record(z.string(), z.unknown(), wanted('an object of plain JSON values'));
