import { roles } from '../access/roles.ts';
import { z } from '../answers/parts.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

/** Who asks, as this server has made sure. */
export const sessionEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/session',
    role: 'viewer',
    summary: 'Who you are here, and what you may do',
    answers: {
      200: {
        description: 'As the ledger of a monitor would have it.',
        schema: z
          .object({
            actor: z.string(),
            role: z.enum(roles),
            by: z.enum(['token', 'sign-in', 'proxy', 'loopback']).describe('How that was made sure.'),
          })
          .openapi('Session'),
      },
    },
    handle: ({ asker: { actor, role, by } }) => Promise.resolve({ body: { actor, role, by } }),
  }),
];
