import { adviceOn } from '../../config/advice.ts';
import { detectorsAnew } from '../../core/command/change-policy.ts';
import { diffMonitors } from '../../config/diff-monitors.ts';
import { fileForm } from '../../config/file/file-form.ts';
import { parseMonitor } from '../../config/parse-monitor.ts';
import { monitorJsonSchema } from '../../config/schema/json-schema.ts';
import { strict, wanted } from '../../config/schema/strict.ts';
import type { Policy } from '../../core/state/policy.ts';
import type { MonitorFile } from '../../config/schema/monitor-schema.ts';
import { Refusal } from '../problem/refusal.ts';
import { z } from '../answers/parts.ts';
import { askedBy, comment, modelParams, monitorOf } from './fields.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

const monitor = z
  .record(z.string(), z.unknown(), wanted('a monitor as in a monitor file'))
  .describe('A monitor as in a monitor file; `GET /v1/schema` has its schema.');

const difference = z.object({ field: z.string(), text: z.string() });

const changed = z
  .object({
    model: z.string(),
    changed: z.boolean(),
    revision: z.number(),
    differences: z.array(difference),
    anew: z.array(z.string()).describe('Detectors that learn again from nothing, as `metric:id`.'),
    gone: z
      .array(z.string())
      .describe(
        'Metrics and detectors that the policy has had and has no more, as `metric` and `metric:id`: what a body leaves out gets its default.'
      ),
  })
  .openapi('PolicyChanged');

/** A monitor's policy: read it, change it, and start a monitor by one. */
export const policyEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/schema',
    role: 'viewer',
    summary: 'The JSON Schema of a monitor file',
    answers: { 200: { description: 'For editors.', schema: z.record(z.string(), z.unknown()) } },
    handle: () => Promise.resolve({ body: monitorJsonSchema() }),
  }),
  endpoint({
    method: 'post',
    path: '/v1/models',
    role: 'approver',
    summary: 'Start a monitor, unless it is running',
    description:
      'A running one is left as it is, and told is how the body differs from it. For approvers: its policy says what may serve without a person.',
    body: strict({ monitor }, 'an object such as `{ "monitor": { "model": "shop:ranker" } }`'),
    answers: {
      200: { description: 'It was running already.', schema: started() },
      201: { description: 'It was started.', schema: started() },
    },
    handle: async ({ client, body }) => {
      const parsed = parseMonitor(body.monitor);
      const { model } = parsed.config;
      const handle = client.monitor(model);
      const { started: isNew } = await handle.ensure(body.monitor as MonitorFile);
      // One without a worker tells nothing of its policy.
      const running = isNew ? parsed : await handle.config().catch(() => undefined);
      const differences = running && diffMonitors(running, parsed).map(({ field, text }) => ({ field, text }));
      const answer = { model, workflowId: handle.workflowId, started: isNew, warnings: adviceOn(parsed) };
      return { status: isNew ? 201 : 200, body: { ...answer, ...(differences ? { differences } : {}) } };
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/policy',
    role: 'viewer',
    summary: 'Its settings, complete, with the revision',
    params: modelParams,
    answers: {
      200: {
        description: 'Every default is filled in.',
        schema: z
          .object({
            monitor: z.record(z.string(), z.unknown()).describe('In the fields and units of a monitor file.'),
            config: z.record(z.string(), z.unknown()),
            policy: z.record(z.string(), z.unknown()),
            revision: z.number(),
          })
          .openapi('Policy'),
      },
    },
    handle: async ({ client, params }) => {
      const complete = await client.monitor(params.model).config();
      return { body: { ...complete, monitor: fileForm(complete) } };
    },
  }),
  endpoint({
    method: 'put',
    path: '/v1/models/{model}/policy',
    role: 'approver',
    summary: 'Change its settings while it runs',
    description:
      'The body has the whole monitor: what it leaves out gets its default. Unchanged detectors keep what they have learned. With `dryRun` it only tells what would change.',
    params: modelParams,
    query: z.object({ dryRun: z.enum(['true', 'false'], wanted('true or false')).optional() }),
    body: strict(
      {
        monitor,
        comment,
        revision: z
          .number(wanted('a whole number'))
          .int(wanted('a whole number'))
          .optional()
          .describe(
            'The revision that was looked at: the change is refused if there is another by now. Only `dryRun` may leave it out.'
          ),
      },
      'an object such as `{ "monitor": { "model": "shop:ranker" } }`'
    ),
    answers: { 200: { description: 'What has changed.', schema: changed } },
    handle: async ({ client, params: { model }, query, body, asker }) => {
      const handle = client.monitor(model);
      const wantedMonitor = monitorOf(body.monitor, model);
      const isDry = query.dryRun === 'true';
      if (body.revision === undefined && !isDry) throw noRevision();
      const before = await handle.config();
      if (body.revision !== undefined && body.revision !== before.revision)
        throw new Refusal(
          'refused',
          `The policy has been changed meanwhile: it has revision ${before.revision}, and ${body.revision} was looked at; look again`
        );
      const differences = diffMonitors(before, wantedMonitor);
      const told = differences.map(({ field, text }) => ({ field, text }));
      const effects = {
        differences: told,
        anew: detectorsAnew(before.policy, wantedMonitor.policy),
        gone: goneFrom(before.policy, wantedMonitor.policy),
      };
      if (differences.length === 0 || isDry)
        return { body: { model, changed: false, revision: before.revision, ...effects } };
      const { policyRevision } = await handle.updatePolicy(body.monitor as MonitorFile, {
        ...askedBy(asker, body),
        ...(body.revision === undefined ? {} : { revision: body.revision }),
      });
      return { body: { model, changed: true, revision: policyRevision, ...effects } };
    },
  }),
];

// --- internal ---

/** Whoever sends a part of a monitor for the whole takes away what is not in it. */
function goneFrom(before: Policy, after: Policy): string[] {
  return before.metrics.flatMap(({ name, detectors }) => {
    const kept = after.metrics.find((metric) => metric.name === name);
    if (!kept) return [name];
    const lost = detectors.filter(({ id }) => !kept.detectors.some((one) => one.id === id));
    return lost.map(({ id }) => `${name}:${id}`);
  });
}

function noRevision(): Refusal {
  const message =
    'Expected `revision` to be the one that was looked at, got nothing; `GET /v1/models/{model}/policy` tells it';
  return new Refusal('invalid', message, { issues: [{ field: 'revision', message }] });
}

function started(): z.ZodType {
  return z
    .object({
      model: z.string(),
      workflowId: z.string(),
      started: z.boolean(),
      warnings: z
        .array(z.string())
        .describe('What the monitor allows and hardly means, such as that every retrain would fail.'),
      differences: z
        .array(difference)
        .optional()
        .describe('What `PUT` of its policy would change in one that runs; absent while no worker tells.'),
    })
    .openapi('Started');
}
