import { monitorStates } from '../../core/view/states.ts';
import { queryText } from '../../client/list-monitors.ts';
import { wanted } from '../../config/schema/strict.ts';
import { fleetAnswer } from '../answers/fleet.ts';
import { fleetPage } from '../live/fleet-page.ts';
import { z } from '../answers/parts.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { count, flag } from './fields.ts';

/** What visibility can be asked for. */
const word = z
  .string()
  .max(128, wanted('a text of at most 128 characters'))
  .refine(
    (text) => queryText(text) !== undefined && !/\p{Cc}/u.test(text),
    wanted('free of double quotes, backslashes and control characters, and of quotes at its ends')
  )
  // The document says the same in classes that every engine of JSON Schema knows, and without a flag.
  .openapi({ pattern: `^(${anyBut(`'"`)}(${anyBut('"')}*${anyBut(`'"`)})?)?$` })
  .optional();

/** The fleet, from visibility and the pollers of its task queues: no monitor is asked. */
export const fleetEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/models',
    role: 'viewer',
    summary: 'The monitors of the namespace, newest first',
    description:
      'From search attributes and the pollers of their task queues alone, so it is quick for thousands; it may lag some seconds behind.',
    query: z.object({
      state: z.enum(monitorStates, wanted(`a state of a monitor: ${monitorStates.join(', ')}`)).optional(),
      tenant: word,
      champion: word.describe('The version that serves.'),
      ended: flag.describe('Stopped monitors too.'),
      pageSize: count(1_000, 100),
      page: z
        .string()
        .max(4_096, wanted('what the page before gave as `nextPage`'))
        .regex(/^[A-Za-z0-9_-]+$/, wanted('what the page before gave as `nextPage`'))
        .optional()
        .describe('What the page before gave as `nextPage`.'),
    }),
    answers: { 200: { description: 'A page of them.', schema: fleetAnswer } },
    handle: async ({ client, query: { pageSize, page, ended, ...filter } }) => ({
      body: await fleetPage(client, { ...filter, ended: ended === 'true' }, { pageSize, ...(page ? { page } : {}) }),
    }),
  }),
];

// --- internal ---

function anyBut(quotes: string): string {
  return String.raw`[^${quotes}\\\u0000-\u001F\u007F-\u009F]`;
}
