import type { z } from 'zod';
import { isObject } from '../../core/wire/read.ts';
import { freezeSchema, quietHoursSchema } from '../schema/hold-schema.ts';

/**
 * A monitor in which every span of wrong form, which is a fault already, has given its place to one that is sound: the
 * others are then looked at too, each where it stands.
 */
export function withSoundSpans(input: Record<string, unknown>): Record<string, unknown> {
  const { metrics } = input;
  return {
    ...input,
    ...soundFields(input, { freezes: once, quietHours: weekly }),
    ...soundExclude(input),
    ...(isObject(metrics) ? { metrics: eachValue(metrics, (one) => ({ ...one, ...soundExclude(one) })) } : {}),
  };
}

// --- internal ---

interface Kind {
  schema: z.ZodType;
  sound: object;
}

const once: Kind = { schema: freezeSchema, sound: { from: '2000-01-01', to: '2000-01-02' } };
const weekly: Kind = { schema: quietHoursSchema, sound: { from: '00:00', to: '01:00' } };

function soundExclude({ exclude }: Record<string, unknown>): object {
  return isObject(exclude) ? { exclude: { ...exclude, ...soundFields(exclude, { spans: once, weekly }) } } : {};
}

function soundFields(from: Record<string, unknown>, kinds: Record<string, Kind>): object {
  const fields = Object.entries(kinds).flatMap(([field, { schema, sound }]) => {
    const list = from[field];
    if (!Array.isArray(list)) return [];
    return [[field, list.map((item: unknown) => (schema.safeParse(item).success ? item : sound))] as const];
  });
  return Object.fromEntries(fields);
}

function eachValue(
  values: Record<string, unknown>,
  change: (value: Record<string, unknown>) => object
): Record<string, unknown> {
  const changed = Object.entries(values).map(([key, value]) => [key, isObject(value) ? change(value) : value]);
  return Object.fromEntries(changed) as Record<string, unknown>;
}
