import { expectedKind } from '../../../core/launch/retrain-priority.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { modelParams } from '../fields.ts';
import { progressAnswer } from '../../answers/versions.ts';
import { toldRetrain } from '../../../client/life/told-retrain.ts';
import { Refusal } from '../../problem/refusal.ts';
import { parted, retrainAnswer } from '../../answers/page/retrain.ts';
import { targetOf } from '../../../core/state-parts/marking.ts';
import { wanted } from '../../../config/schema/strict.ts';
import { z } from '../../answers/parts.ts';

const generationWanted = wanted('the number of a retrain, from 1');

/** A retrain while it runs, and after it. */
export const retrainEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/retrain',
    role: 'viewer',
    summary: 'Where the retrain under way is: stage, trials, the best so far, signs of life, its newest lines',
    params: modelParams,
    answers: { 200: { description: '`progress` is null when none is under way.', schema: progressAnswer } },
    handle: async ({ client, params: { model } }) => {
      return { body: parted(model, await client.monitor(model).progress()) };
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/retrains/{generation}',
    role: 'viewer',
    summary: 'One retrain: why, from what, how it ended, and what people said of it',
    params: modelParams.extend({
      generation: z.coerce
        .number(generationWanted)
        .int(generationWanted)
        .min(1, generationWanted)
        .max(999_999_999, generationWanted)
        .openapi({ param: { name: 'generation', in: 'path' }, example: 3 }),
    }),
    answers: {
      200: { description: 'As much as the Temporal server and the ledger still have.', schema: retrainAnswer },
    },
    handle: async ({ client, params: { model, generation } }) => {
      const told = await toldRetrain(client.client, client.monitor(model), generation);
      const { retrainId, request, outcome, startedAt, own, marks = [], became } = told;
      if (!request && own.length === 0)
        throw new Refusal('unknown-retrain', `Nothing is known of a retrain ${generation} of \`${model}\``);
      const launch = own.find(({ decision }) => decision === 'launched');
      const running = told.status === 'RUNNING' ? 'running' : told.status;
      const status = outcome ? became(outcome.status) : running;
      return {
        body: {
          model,
          generation,
          retrainId,
          kind: launch && launch.severity !== 'none' ? launch.severity : request ? expectedKind(request) : null,
          startedAt: startedAt ?? launch?.at ?? null,
          finishedAt: outcome?.finishedAt ?? null,
          status: status?.toLowerCase() ?? null,
          version: outcome?.version ?? null,
          previousVersion: outcome?.previousVersion ?? null,
          trials: outcome?.trials ?? null,
          error: outcome?.error?.message ?? null,
          metrics: outcome?.metrics ?? null,
          checks: outcome?.gate?.checks.map(({ rule, passed, text }) => ({ rule, passed, text })) ?? [],
          policyRevision: request?.policyRevision ?? launch?.policyRevision ?? null,
          dataUntil: request?.dataUntil ?? null,
          reasons: request?.reasons ?? launch?.reasons ?? [],
          evidence: request?.evidence ?? launch?.evidence ?? [],
          decisions: own,
          verdict: marks.find(({ target }) => target === targetOf({ retrain: generation })) ?? null,
        },
      };
    },
  }),
];
