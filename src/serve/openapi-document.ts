import { OpenAPIHono } from '@hono/zod-openapi';
import { problemAnswer, intakeAnswer } from './answers/problem.ts';
import { commandEndpoints } from './endpoints/commands.ts';
import { fleetEndpoints } from './endpoints/fleet.ts';
import { killSwitchEndpoints } from './endpoints/kill-switches.ts';
import { modelEndpoints } from './endpoints/model.ts';
import { sessionEndpoints } from './endpoints/session.ts';
import { versionEndpoints } from './endpoints/versions.ts';
import { policyEndpoints } from './endpoints/policy.ts';
import { modelParams } from './endpoints/fields.ts';
import { approvalEndpoints } from './endpoints/page/approval.ts';
import { foresightEndpoints } from './endpoints/page/foresight.ts';
import { playedEndpoints } from './endpoints/page/played.ts';
import { previewEndpoints } from './endpoints/page/preview.ts';
import { retrainEndpoints } from './endpoints/page/retrain.ts';
import { trailEndpoints } from './endpoints/page/trail.ts';
import { observationFormats, mediaTypes } from './intake/rows-of-body.ts';
import { fleetEventsPath, modelEventsPath } from './mount-events.ts';
import { observationsHeaders, observationsPath, observationsQuery } from './endpoints/observations.ts';
import { remoteWritePath } from './remote-write/mount-remote-write.ts';
import { z } from './answers/parts.ts';
import type { Endpoint } from './endpoints/endpoint.ts';

/**
 * Everything that is asked for in JSON and answered in JSON.
 *
 * The operator's page, which is made of these, lies at `/` (the fleet; its state in the query), `/models/{model}`,
 * `/models/{model}/approval`, `/models/{model}/policy` and `/models/{model}/retrains/{generation}`; its files lie under
 * `/assets/`. `src/terms/page-address.ts` makes the links to it.
 */
export const endpoints: readonly Endpoint[] = [
  ...fleetEndpoints,
  ...modelEndpoints,
  ...playedEndpoints,
  ...approvalEndpoints,
  ...retrainEndpoints,
  ...foresightEndpoints,
  ...previewEndpoints,
  ...trailEndpoints,
  ...versionEndpoints,
  ...policyEndpoints,
  ...commandEndpoints,
  ...killSwitchEndpoints,
  ...sessionEndpoints,
];

/** The OpenAPI 3.1 document of everything that the server answers, made of the schemas that check it. */
export function openApiDocument(): ReturnType<OpenAPIHono['getOpenAPI31Document']> {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  for (const one of endpoints) app.openAPIRegistry.registerPath(pathOf(one));
  app.openAPIRegistry.registerPath(intake);
  for (const one of eventPaths) app.openAPIRegistry.registerPath(one);
  for (const one of plainPaths) app.openAPIRegistry.registerPath(one);
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'temporal-retrain',
      version: '1',
      description: 'Monitors of machine-learning models: read them, command them, and send them observations.',
    },
    security: [{ bearer: [] }],
  });
}

// --- internal ---

type Path = Parameters<OpenAPIHono['openAPIRegistry']['registerPath']>[0];

const problem = {
  description: 'What is wrong, and what to do (RFC 9457).',
  content: { 'application/problem+json': { schema: problemAnswer } },
};

function pathOf({ method, path, role, summary, description = '', params, query, body, answers }: Endpoint): Path {
  const responses = Object.entries(answers).map(([status, { description, schema }]) => [
    status,
    { description, content: { 'application/json': { schema } } },
  ]);
  return {
    method,
    path,
    operationId: `${method} ${path}`.replaceAll(/[^A-Za-z]+(.)?/g, (_, next: string = '') => next.toUpperCase()),
    summary,
    description: `${description}${description === '' ? '' : ' '}Role: ${role}.`,
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(body
        ? { body: { content: { 'application/json': { schema: body } }, required: !body.safeParse(undefined).success } }
        : {}),
    },
    responses: { ...Object.fromEntries(responses), default: problem } as Path['responses'],
  };
}

const row = z
  .object({ at: z.union([z.string(), z.number()]).optional(), version: z.string().optional() })
  .catchall(z.unknown())
  .openapi('Row', { example: { accuracy: 0.93, at: '2026-03-02T12:00:00Z', segment: 'eu', key: 'clicks/3/1042' } });

const text = z.string().openapi({ description: 'One row a line; a CSV begins with a heading.' });

const intake: Path = {
  method: 'post',
  path: observationsPath,
  operationId: 'postObservations',
  summary: 'Send observations: one value or ten thousand',
  description:
    'A row has metrics by name, or `metric` and `value`, next to `at`, `version`, `segment` and `key`. A bad row spoils no other. Role: sender.',
  request: {
    params: modelParams,
    query: observationsQuery as unknown as typeof modelParams,
    headers: observationsHeaders,
    body: {
      required: true,
      content: Object.fromEntries(
        observationFormats.map((format) => [
          mediaTypes[format][0] as string,
          { schema: format === 'json' ? z.union([row, z.array(row)]) : text },
        ])
      ),
    },
  },
  responses: {
    200: { description: 'All rows were taken.', content: { 'application/json': { schema: intakeAnswer } } },
    202: {
      description: 'They are kept here, and delivered as soon as the Temporal server takes them.',
      content: { 'application/json': { schema: intakeAnswer } },
    },
    207: {
      description: 'Some rows were refused; all others were taken.',
      content: { 'application/json': { schema: intakeAnswer } },
    },
    default: problem,
  },
};

const events = {
  description: 'As `text/event-stream`.',
  content: { 'text/event-stream': { schema: z.string() } },
};

const lastEventId = z.object({
  'last-event-id': z.string().max(200).optional().describe('The newest event that was seen before.'),
});

const eventPaths: Path[] = [
  {
    method: 'get',
    path: modelEventsPath,
    operationId: 'getModelEvents',
    summary: 'What changes in a monitor, while it changes',
    description:
      'Server-sent events: `state` with the monitor at a glance, `progress` with the retrain under way, `ended`, `trouble` with a problem, `well` when it is over. A monitor gets no event by it. Role: viewer.',
    request: { params: modelParams, headers: lastEventId },
    responses: { 200: events, default: problem },
  },
  {
    method: 'get',
    path: fleetEventsPath,
    operationId: 'getFleetEvents',
    summary: 'What changes in the fleet, while it changes',
    description:
      'Server-sent events: `fleet` with how many monitors are in which state, `monitors` with those that have changed, `reload` when they are too many to tell, `trouble` with a problem. Role: viewer.',
    request: { headers: lastEventId },
    responses: { 200: events, default: problem },
  },
];

const plainPaths: Path[] = [
  {
    method: 'post',
    path: remoteWritePath,
    operationId: 'postPrometheusWrite',
    summary: 'Send observations by the remote-write of a Prometheus',
    description: 'Protobuf packed with snappy, version 1 of the protocol. Role: sender.',
    request: {
      body: {
        required: true,
        content: { 'application/x-protobuf': { schema: z.string().openapi({ format: 'binary' }) } },
      },
    },
    responses: { 204: { description: 'The Temporal server has all that are for a monitor.' }, default: problem },
  },
  {
    method: 'get',
    path: '/healthz',
    summary: 'Whether this server is alive',
    security: [],
    responses: { 200: { description: 'It is.', content: { 'text/plain': { schema: z.string() } } } },
  },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether the Temporal server answers this one',
    security: [],
    responses: {
      200: { description: 'It does.', content: { 'text/plain': { schema: z.string() } } },
      default: problem,
    },
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'What is counted and measured, for Prometheus',
    description: 'Role: viewer.',
    responses: {
      200: { description: 'In the text format.', content: { 'text/plain': { schema: z.string() } } },
      default: problem,
    },
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    security: [],
    responses: {
      200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: z.looseObject({}) } } },
    },
  },
];
