import { z } from 'zod';
import { isoTime, maxTime } from '../../terms/time-text.ts';
import { durationSchema, idSchema, kindSchema } from './field-schemas.ts';
import { strict, wanted } from './strict.ts';

/** A point in time: ISO 8601 with its offset, a date (midnight UTC), or epoch milliseconds. */
export const timeSchema = z
  .union([z.string(), z.number()], wanted('a time such as `2026-12-24T18:00:00Z`'))
  .transform((time, context) => {
    const ms = typeof time === 'number' ? time : timePattern.test(time) ? isoTime(time) : Number.NaN;
    if (Math.abs(ms) <= maxTime) return ms;
    context.addIssue({
      code: 'custom',
      message: wanted('a time such as `2026-12-24T18:00:00Z`', 'give the offset, or `Z`').error,
      input: time,
    });
    return z.NEVER;
  });

const zoneWanted = wanted('the IANA name of a time zone such as `Europe/Berlin`');

/** Asks the runtime, as the runtime will calculate with it. */
export const timeZoneSchema = z.string(zoneWanted).refine(isTimeZone, zoneWanted);

const cronWanted = wanted('five fields, such as `0 3 * * 1`, of at most 200 characters');

export const scheduleSchema = strict(
  {
    id: idSchema
      .optional()
      .describe('Names the schedule in the ledger. Default: `every` or `cron`, numbered from the second on.'),
    every: durationSchema.optional().describe('Time between slots; give either this or `cron`.'),
    anchor: timeSchema
      .optional()
      .describe('Slots of `every` are counted from here. Default: when the monitor started.'),
    cron: z.string(cronWanted).max(200, cronWanted).optional().describe('Five fields, minute to day of week.'),
    timeZone: timeZoneSchema.optional().describe('Whose time `cron` means. Default: UTC.'),
    severity: kindSchema.optional().describe('What it asks for: soft or full. Default: full.'),
  },
  'a schedule such as `{ every: 24h }` or `{ cron: "0 3 * * 1" }`'
).meta({ id: 'Schedule' });

export type ScheduleFile = z.output<typeof scheduleSchema>;

// --- internal ---

const timePattern = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Earlier answers: a format takes a millisecond to create, and monitors repeat one zone many times. */
const zones = new Map<string, boolean>();
const mostZones = 1_000;

function isTimeZone(name: string): boolean {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const isZone = name.length <= 64 && isKnownToRuntime(name);
  if (zones.size < mostZones) zones.set(name, isZone);
  return isZone;
}

function isKnownToRuntime(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
