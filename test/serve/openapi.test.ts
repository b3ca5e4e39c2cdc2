import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument, endpoints } from '../../src/serve/openapi-document.ts';
import { createWorld, model } from './world.ts';

const file = 'docs/openapi.json';

describe('the OpenAPI document', () => {
  it('that is checked in is the one that the server answers; UPDATE_OPENAPI=1 writes it', async () => {
    const document = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
    if (process.env['UPDATE_OPENAPI']) writeFileSync(file, document);
    expect(readFileSync(file, 'utf8')).toBe(document);
    const answer = await createWorld().request('/openapi.json');
    expect(await answer.json()).toEqual(JSON.parse(document));
  });

  it('names every operation once, and the role that it needs', () => {
    const operations = Object.values(openApiDocument().paths ?? {}).flatMap((path) =>
      Object.values(path as Record<string, { operationId?: string; description?: string }>)
    );
    const ids = operations.flatMap(({ operationId }) => operationId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(endpoints.length + 4);
    for (const { operationId, description } of operations)
      if (operationId) expect(description, operationId).toMatch(/Role: (sender|viewer|operator|approver)\./);
  });

  it('says of every answer what it is: nothing in it is unknown to its schema', async () => {
    const { request } = createWorld();
    for (const { method, path, answers } of endpoints) {
      // Nothing serves yet, which is not found.
      if (method !== 'get' || path.endsWith('/champion') || path.endsWith('/{generation}')) continue;
      const answer = await request(path.replace('{model}', model));
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answers[200]?.schema.safeParse(await answer.json()).error).toBeUndefined();
    }
  });
});
