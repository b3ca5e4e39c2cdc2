import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { endpoints } from '../../src/serve/openapi-document.ts';
import { createWorld, model, problemIn, type World } from './world.ts';

const headerText = fc.string({ maxLength: 40 }).filter((text) => /^[\x20-\x7e]*$/.test(text));
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'content-encoding', 'authorization', 'idempotency-key', 'origin', 'x-forwarded-user'),
  fc.oneof(
    headerText,
    fc.constantFrom('application/json', 'text/csv', 'application/x-ndjson', 'gzip', 'identity', 'Bearer x', 'null')
  )
);

const names = ['accuracy', 'f1', 'at', 'metric', 'value', 'key', 'segment', 'version', '__proto__', 'constructor', 'n'];
const row = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.double(), fc.jsonValue({ maxDepth: 2 })));
const body = fc.oneof(
  fc.json(),
  fc.array(row).map((rows) => rows.map((one) => JSON.stringify(one)).join('\n')),
  fc.array(row).map((rows) => JSON.stringify(rows)),
  fc.string(),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc
    .record({ comment: fc.jsonValue(), severity: fc.jsonValue(), version: fc.jsonValue() })
    .map((one) => JSON.stringify(one)),
  fc.record({ scope: fc.jsonValue(), monitor: fc.jsonValue() }).map((one) => JSON.stringify(one))
);

const paths = [...endpoints.map(({ path }) => path), '/v1/models/{model}/observations', '/metrics', '/openapi.json'];
const path = fc
  .tuple(
    fc.constantFrom(...paths),
    fc.oneof({ arbitrary: fc.constant(model), weight: 3 }, { arbitrary: fc.string({ maxLength: 20 }), weight: 1 }),
    fc.dictionary(
      fc.constantFrom(
        'pageSize',
        'page',
        'state',
        'dryRun',
        'source',
        'sequence',
        'format',
        'force',
        'timeUnit',
        'limit'
      ),
      fc.oneof(
        fc.string({ maxLength: 12 }),
        fc.integer().map(String),
        fc.constantFrom('true', 'json', 'csv', 'ndjson')
      ),
      // A word that an endpoint does not know ends the request early: most have few.
      { maxKeys: 2 }
    )
  )
  .map(([route, name, query]) => {
    const search = new URLSearchParams(query).toString();
    return route.replace('{model}', encodeURIComponent(name)) + (search === '' ? '' : `?${search}`);
  });

describe('whatever is sent', () => {
  it('is answered, and never with an error that nobody foresaw', async () => {
    const world: World = createWorld({ confirmWithinMs: 20, maxBodyBytes: 100_000 });
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH'),
        path,
        headers,
        body,
        async (method, to, sent, text) => {
          const init = method === 'GET' ? { method, headers: sent } : { method, headers: sent, body: text as string };
          const answer = await world.request(to, init);
          answered += 1;
          expect(world.notes).toEqual([]);
          expect(answer.status).not.toBe(500);
          if (answer.status >= 400) {
            const problem = await problemIn(answer);
            expect(problem.status).toBe(answer.status);
            expect(problem.detail).not.toBe('');
          } else await answer.text();
        }
      ),
      { numRuns: 1_500 }
    );
    expect(answered).toBeGreaterThan(1_000);
  });
});
