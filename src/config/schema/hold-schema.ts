import { z } from 'zod';
import { durationWanted } from './duration.ts';
import { durationMessage, durationOr, durationSchema, wholeNumber } from './field-schemas.ts';
import { timeSchema, timeZoneSchema } from './schedule-schema.ts';
import { strict, wanted } from './strict.ts';

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const clockWanted = wanted('a time of day such as `22:00`');
/** It begins a day, and is no end of one: with `days` nobody could tell which day 24:00 belongs to. */
const beginSchema = z.string(clockWanted).regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
  error: ({ input }) =>
    input === '24:00'
      ? wanted(clockWanted.error, 'write 00:00, which belongs to the next day').error
      : clockWanted.error,
});
const endSchema = z.string(clockWanted).regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, clockWanted);

export const quietHoursSchema = strict(
  {
    from: beginSchema.describe('Time of day at which it begins, `HH:MM`, from 00:00 to 23:59.'),
    to: endSchema.describe('At or before `from`: on the next day. 24:00 is the end of the day.'),
    days: z
      .array(z.enum(weekdays, wanted(`one of ${weekdays.join(', ')}`)), wanted('a list of days such as `[sat, sun]`'))
      .optional()
      .describe('Days on which the span begins. Default: every day.'),
    timeZone: timeZoneSchema.optional().describe('Whose time of day. Default: UTC.'),
  },
  'a span such as `{ from: "22:00", to: "06:00" }`'
).meta({ id: 'QuietHours' });

export const freezeSchema = strict(
  {
    from: timeSchema.describe('First moment: ISO 8601 with its offset, a date (midnight UTC), or epoch milliseconds.'),
    to: timeSchema.describe('First moment after it.'),
    note: z
      .string(wanted('text'))
      .max(200, wanted('text of at most 200 characters'))
      .optional()
      .describe('Why, for people.'),
  },
  'a span such as `{ from: 2026-12-20, to: 2027-01-04 }`'
).meta({ id: 'Freeze' });

const budgetSchema = strict(
  {
    max: wholeNumber(1).describe('Most retrains in the span.'),
    per: durationSchema.describe('Length of the span, which moves with the clock.'),
  },
  'a budget such as `{ max: 3, per: 7d }`'
);

const cooldownWanted = `0, or ${durationWanted}`;

/** What holds retrains back; these fields are at the top level of the file. */
export const holdFields = {
  cooldown: z
    .union([z.literal(0), durationOr(cooldownWanted)], durationMessage(cooldownWanted))
    .optional()
    .describe('Shortest time between the starts of two retrains; 0 for none. Default: 24h.'),
  quietHours: z.array(quietHoursSchema, wanted('a list of spans')).optional().describe('No retrain starts in them.'),
  freezes: z.array(freezeSchema, wanted('a list of spans')).optional().describe('No retrain starts in them.'),
  budget: budgetSchema
    .nullable()
    .optional()
    .describe('At most `max` retrains in any span of `per`. Default: no limit.'),
  backoff: z
    .number(wanted('a number from 1 to 10'))
    .min(1, wanted('a number from 1 to 10'))
    .max(10, wanted('a number from 1 to 10'))
    .optional()
    .describe('Each further bad candidate of an incident makes the cool-down this many times longer. Default: 2.'),
  breakerAfter: wholeNumber(1)
    .optional()
    .describe(
      'This many failed candidates in one incident open the circuit breaker; a scheduled one that is only no better than the champion is none. Default: 3.'
    ),
};

export type FreezeFile = z.output<typeof freezeSchema>;
export type QuietHoursFile = z.output<typeof quietHoursSchema>;
export type HoldFile = z.output<z.ZodObject<typeof holdFields>>;
