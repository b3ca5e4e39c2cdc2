import { wanted } from '../../../config/schema/strict.ts';
import { maxTime } from '../../../terms/time-text.ts';
import { z } from '../../answers/parts.ts';

const message = wanted('a time such as 2026-03-02T12:00:00Z, or epoch milliseconds');

/** A moment in a query: ISO 8601 or epoch milliseconds. */
export const parseTime = z
  .string(message)
  .refine((text) => !Number.isNaN(timeOf(text)), message)
  .transform(timeOf)
  .optional();

// --- internal ---

function timeOf(text: string): number {
  const at = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Math.abs(at) <= maxTime ? at : Number.NaN;
}
