import { turnText } from './kill-switch-words.ts';
import type { KillSwitchInfo } from '../../client/kill-switches.ts';
import type { KillSwitchScope } from '../../terms/kill-switch-ids.ts';
import { strict, wanted } from '../../config/schema/strict.ts';
import { killSwitchesAnswer, turnedAnswer } from '../answers/fleet.ts';
import { z } from '../answers/parts.ts';
import { askedBy, comment, flag } from './fields.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

const scope = z.union(
  [
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ tenant: z.string().min(1).max(128) }),
    z.strictObject({ model: z.string().min(1).max(200) }),
  ],
  wanted('`{ "all": true }`, `{ "tenant": "…" }` or `{ "model": "…" }`')
);

const body = strict({ scope, comment }, 'an object such as `{ "scope": { "all": true }, "comment": "why" }`');

/** Holds the retrains of a model, of a tenant or of all models. */
export const killSwitchEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/kill-switches',
    role: 'viewer',
    summary: 'The kill switches that are on',
    answers: { 200: { description: 'May lag some seconds behind.', schema: killSwitchesAnswer } },
    handle: async ({ client }) => {
      const killSwitches: KillSwitchInfo[] = [];
      await client.client.withDeadline(Date.now() + maxWaitMs, async () => {
        for await (const one of client.killSwitches.list()) {
          killSwitches.push(one);
          if (killSwitches.length === maxListed) break;
        }
      });
      return { body: { killSwitches } };
    },
  }),
  turn('on', 'Hold retrains: none starts and none is promoted by itself', (switches, one, asked) =>
    switches.on(one, asked)
  ),
  turn('off', 'Let retrains go on; what was held is considered again', (switches, one, asked) =>
    switches.off(one, asked)
  ),
];

// --- internal ---

const maxListed = 1_000;
const maxWaitMs = 10_000;

type Switches = Parameters<Endpoint['handle']>[0]['client']['killSwitches'];

function turn(
  name: 'on' | 'off',
  summary: string,
  run: (
    switches: Switches,
    scope: KillSwitchScope,
    asked: { actor: string; comment?: string }
  ) => Promise<{ changed: boolean }>
): Endpoint {
  return endpoint({
    method: 'post',
    path: `/v1/kill-switches/${name}`,
    role: 'operator',
    summary,
    description: 'With `dryRun` it only says what that would mean.',
    query: z.object({ dryRun: flag }),
    body,
    answers: { 200: { description: 'Whether it was otherwise before.', schema: turnedAnswer } },
    handle: async ({ client: { killSwitches }, query, body: given, asker }) => {
      const { scope: what } = given;
      const [now, monitors] = await Promise.all([killSwitches.read(what), killSwitches.held(what)]);
      const text = turnText({ to: name, scope: what, now, monitors });
      const isDry = query.dryRun === 'true';
      const changed = !isDry && (await run(killSwitches, what, askedBy(asker, given))).changed;
      return { body: { scope: what, changed, monitors, text } };
    },
  });
}
