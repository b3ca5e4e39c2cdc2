import { Hono } from 'hono';
import { refuseOtherSites } from './access/cross-site.ts';
import { answeredWithin } from './answered-within.ts';
import { checked, queryOf, type Endpoint } from './endpoints/endpoint.ts';
import { boundedJson } from './intake/bounded-body.ts';
import { endpoints, openApiDocument } from './openapi-document.ts';
import { mountRemoteWrite } from './remote-write/mount-remote-write.ts';
import { mountEvents } from './mount-events.ts';
import { mountObservations } from './mount-observations.ts';
import { mountPage, pageForNowhere } from './page/mount-page.ts';
import { inWordsFor, problemAnswerOf } from './problem/problem-answer.ts';
import { Refusal } from './problem/refusal.ts';
import { credentialsOf, pathOf, type App, type AppContext, type AppEnv, type AppOptions } from './app.ts';
import { strict } from '../config/schema/strict.ts';
import { z } from './answers/parts.ts';

/** The server as a function from requests to answers. */
export function createApp(options: AppOptions): App {
  const { client, access, site, metrics, page, note } = options;
  const app = new Hono<AppEnv>();
  const soon: Soon = (ms, answer) => {
    options.follow(answer);
    return answeredWithin(ms, answer);
  };
  app.onError((error, context) => problemAnswerOf(error, context, note));
  app.notFound((context) => {
    const shown = pageForNowhere(context, page);
    if (shown) return shown;
    const detail = `There is nothing at \`${context.req.path.slice(0, 120)}\`; \`GET /openapi.json\` tells what there is`;
    return problemAnswerOf(new Refusal('unknown-path', detail), context, note);
  });
  app.use('*', async (context, next) => {
    const began = performance.now();
    await next();
    for (const [name, value] of Object.entries(safety))
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    const seconds = (performance.now() - began) / 1_000;
    metrics.answered(methodOf(context.req.method), routeOf(context), context.res.status, seconds);
  });
  app.use('*', async (context, next) => {
    const { req } = context;
    refuseOtherSites(
      {
        method: req.method,
        host: req.header('host'),
        origin: req.header('origin'),
        fetchSite: req.header('sec-fetch-site'),
        fetchMode: req.header('sec-fetch-mode'),
      },
      site
    );
    await next();
  });
  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', async (context) => {
    await soon(readyMs, client.within(readyMs).page({}, { pageSize: 1 }));
    return context.text('ok\n');
  });
  app.get('/openapi.json', (context) => context.json((document ??= openApiDocument())));
  app.get('/metrics', async (context) => {
    await access.admit(credentialsOf(context), 'viewer');
    return context.body(await metrics.text(), 200, { 'content-type': metrics.contentType });
  });
  for (const one of endpoints) mount(app, one, options, soon);
  mountObservations(app, options);
  mountRemoteWrite(app, options);
  mountEvents(app, options);
  mountPage(app, page);
  refuseOtherMethods(app);
  return app;
}

// --- internal ---

let document: ReturnType<typeof openApiDocument> | undefined;

/** A command with a monitor file is larger than any monitor may be. */
const maxCommandBytes = 1_048_576;

/** Nothing of ours is to be shown inside another page, taken for another type, or kept by anybody on the way. */
const safety: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

function mount(app: App, endpoint: Endpoint, { client, access }: AppOptions, soon: Soon): void {
  const { params, body } = endpoint;
  const query = strict(endpoint.query?.shape ?? {}, 'a query');
  app.on(endpoint.method.toUpperCase(), pathOf(endpoint.path), async (context) => {
    const asker = await access.admit(credentialsOf(context), endpoint.role);
    const isRead = endpoint.method === 'get';
    const { signal } = context.req.raw;
    const work = endpoint.handle({
      client: isRead ? client.within(readMs - spareMs) : client.unlessAborted(signal),
      asker,
      params: checked(params ?? nothing, context.req.param(), 'the path'),
      query: checked(query, queryOf(context.req.url), 'the query'),
      body: body && checked(body, await jsonOf(context), 'the body'),
      signal,
    });
    const told = work.catch(async (error: unknown) => {
      throw await inWordsFor(asker, client, error);
    });
    const { status = 200, body: answer } = await (isRead ? soon(endpoint.withinMs ?? readMs, told) : told);
    return context.json(answer as never, status);
  });
}

const nothing = z.looseObject({});

type Soon = <T>(ms: number, answer: Promise<T>) => Promise<T>;

/** Whoever asks whether this server is ready, asks often. */
const readyMs = 2_000;
/** Most that a question takes, unless its endpoint says otherwise. */
const readMs = 10_000;
/** A call is given up so much earlier, so that its own error, which says more, still comes in time. */
const spareMs = 2_000;

/** @throws Refusal when it is of another type: a page of another site can send those without asking first */
async function jsonOf(context: AppContext): Promise<unknown> {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  const body = await boundedJson(context.req.raw, maxCommandBytes);
  if (body === undefined || type === 'application/json') return body;
  throw new Refusal(
    'unknown-format',
    `Expected \`Content-Type: application/json\`, got ${type ? `\`${type.slice(0, 60)}\`` : 'none'}`
  );
}

/** Known paths, asked for in a way that they do not know. */
function refuseOtherMethods(app: App): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes)
    if (method !== 'ALL') methods.set(path, (methods.get(path) ?? new Set()).add(method));
  for (const [path, known] of methods)
    app.all(path, (context) => {
      // Where there is something to read, HEAD is answered too.
      const allowed = known.has('GET') ? [...known, 'HEAD'] : [...known];
      context.header('allow', allowed.join(', '));
      throw new Refusal(
        'wrong-method',
        `Expected ${[...known].join(' or ')} here, got ${context.req.method.slice(0, 20)}`
      );
    });
}

function routeOf(context: AppContext): string {
  // What only the middleware has matched has no route: its paths are without number.
  const { routePath } = context.req as { routePath?: string };
  return routePath === undefined || routePath === '*' || routePath === '/*' ? 'other' : routePath;
}

function methodOf(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT'].includes(method) ? method : 'other';
}
