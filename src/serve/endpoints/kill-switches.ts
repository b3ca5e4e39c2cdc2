import { answeredWithin } from '../answered-within.ts';
import { Refusal } from '../problem/refusal.ts';
import { turnText } from './kill-switch-words.ts';
import type { KillSwitchInfo } from '../../client/kill-switches.ts';
import type { KillSwitchScope } from '../../terms/kill-switch-ids.ts';
import { strict, wanted } from '../../config/schema/strict.ts';
import { killSwitchesAnswer, turnedAnswer } from '../answers/fleet.ts';
import { z } from '../answers/parts.ts';
import { askedBy, comment, flag } from './fields.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

const tenantWanted = wanted('1 to 128 characters');
const modelWanted = wanted('a model such as `shop:ranker`');
const scope = z.union(
  [
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ tenant: z.string(tenantWanted).min(1, tenantWanted).max(128, tenantWanted) }),
    z.strictObject({ model: z.string(modelWanted).min(1, modelWanted).max(200, modelWanted) }),
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
    asked: { actor: string; comment?: string; signal: AbortSignal }
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
    handle: async ({ client: { killSwitches }, query, body: given, asker, signal }) => {
      const { scope: what } = given;
      const told = { to: name, scope: what };
      if (query.dryRun === 'true') {
        const [now, monitors] = await Promise.all([killSwitches.read(what), killSwitches.held(what)]);
        const text = turnText({ ...told, isSo: (now !== null) === (name === 'on'), now, monitors });
        return { body: { scope: what, changed: false, monitors, text } };
      }
      if (signal.aborted) throw new Refusal('malformed', 'The sender left before the kill switch was turned');
      const { changed } = await run(killSwitches, what, { ...askedBy(asker, given), signal });
      const [now, monitors] = await Promise.all([
        changed ? null : soonOrNull(killSwitches.read(what)),
        soonOrNull(killSwitches.held(what)),
      ]);
      return { body: { scope: what, changed, monitors, text: turnText({ ...told, isSo: !changed, now, monitors }) } };
    },
  });
}

/** What is only for words: the switch has been turned, whatever becomes of this. */
function soonOrNull<T>(answer: Promise<T>): Promise<T | null> {
  return answeredWithin(wordsMs, answer).catch(() => null);
}

const wordsMs = 2_000;
