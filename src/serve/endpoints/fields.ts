import { parseMonitor, type Monitor } from '../../config/parse-monitor.ts';
import { Refusal } from '../problem/refusal.ts';
import { wanted } from '../../config/schema/strict.ts';
import { z } from '../answers/parts.ts';
import type { Asker } from '../access/roles.ts';

const part = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';

/** The client checks it, in its own words; the pattern is for programs that read the document. */
const model = z
  .string()
  .openapi({ param: { name: 'model', in: 'path' }, example: 'shop:ranker', pattern: `^${part}:${part}$` });

/** `/v1/models/{model}`. */
export const modelParams = z.object({ model });

const commentWanted = wanted('a text of at most 2,000 characters');

/** Why; kept in the ledger. */
export const comment = z
  .string(commentWanted)
  .max(2_000, commentWanted)
  .optional()
  .describe('Why; kept in the ledger.');

/** Who asks, as the ledger has it: always who was authenticated. */
export function askedBy(
  asker: Asker,
  { comment: text }: { comment?: string | undefined }
): {
  actor: string;
  comment?: string;
} {
  return { actor: asker.actor, ...(text === undefined ? {} : { comment: text }) };
}

/**
 * The monitor that stands in a body, for a model that stands in the path.
 *
 * @throws ConfigurationError when it is none, Refusal when it is another model's
 */
export function monitorOf(given: unknown, path: string): Monitor {
  const monitor = parseMonitor(given);
  const { model: own } = monitor.config;
  if (own === path) return monitor;
  const message = `Expected \`model\` to be \`${path}\`, the model of the path, got \`${own}\``;
  throw new Refusal('invalid', message, { issues: [{ field: 'model', message }] });
}

/** A whole number in a query. */
export function count(most: number, usual: number): z.ZodDefault<z.ZodCoercedNumber> {
  const message = wanted(`a whole number from 1 to ${most}`);
  return z.coerce.number(message).int(message).min(1, message).max(most, message).default(usual);
}

/** A yes or no in a query. */
export const flag = z.enum(['true', 'false'], wanted('true or false')).optional();
