import { streamSSE } from 'hono/streaming';
import { credentialsOf, pathOf, type App, type AppContext, type AppOptions } from './app.ts';
import { checked, queryOf } from './endpoints/endpoint.ts';
import { strict } from '../config/schema/strict.ts';
import { problemOf } from './problem/problem-of.ts';

export const modelEventsPath = '/v1/models/{model}/events';
export const fleetEventsPath = '/v1/events';

/**
 * Server-sent events, of one monitor and of the fleet: what has changed, while it changes. They end with the server,
 * and when whoever listens is no longer let in.
 */
export function mountEvents(app: App, options: AppOptions): void {
  app.get(pathOf(modelEventsPath), (context) => stream(context, options, context.req.param('model')));
  app.get(fleetEventsPath, (context) => stream(context, options, undefined));
}

// --- internal ---

const noQuery = strict({}, 'a query');

async function stream(context: AppContext, { access, live }: AppOptions, model: string | undefined): Promise<Response> {
  const credentials = credentialsOf(context);
  await access.admit(credentials, 'viewer');
  checked(noQuery, queryOf(context.req.url), 'the query');
  const feed = live.listen(model, context.req.header('last-event-id')?.slice(0, 200));
  return streamSSE(context, async (out) => {
    out.onAbort(() => feed.close());
    try {
      while (!feed.isClosed) {
        const events = await feed.next(live.heartbeatMs);
        for (const { event, data, id } of events) {
          // A token may have been taken away meanwhile, also while the listener was reading slowly.
          await access.admit(credentials, 'viewer');
          await out.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) });
        }
        if (events.length > 0) continue;
        await access.admit(credentials, 'viewer');
        await out.write(': still here\n\n');
      }
    } catch (error) {
      await out.writeSSE({ event: 'trouble', data: JSON.stringify(problemOf(error)) });
    } finally {
      feed.close();
    }
  });
}
