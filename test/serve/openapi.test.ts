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
      const body = (await answer.json()) as object;
      // A schema leaves out what it does not know.
      const known = Object.keys(answers[200]?.schema.parse(body) as object);
      expect([path, known.toSorted()]).toEqual([path, Object.keys(body).toSorted()]);
    }
  });

  it('lets null stand where an answer may be null, and nowhere else', () => {
    const faults: string[] = [];
    visit(openApiDocument(), '', (at, node) => {
      const isNamed = /^\/components\/schemas\/[^/]+$/.test(at);
      if (isNamed && allowsNull(node)) faults.push(`${at}: null would be allowed wherever it is named`);
      // Everything that `allOf` joins has to hold: a null beside a schema that knows none is never allowed.
      const parts = node.allOf ?? [];
      if (parts.some(allowsNull)) faults.push(`${at}: allOf with null`);
    });
    expect(faults).toEqual([]);
    const { schemas } = JSON.parse(JSON.stringify(openApiDocument().components)) as {
      schemas: Record<string, { properties: Record<string, Node> }>;
    };
    for (const [name, field] of [
      ['Versions', 'serving'],
      ['Version', 'gate'],
      ['TrailSeries', 'trail'],
      ['ApprovalOfModel', 'approval'],
      ['RetrainRecord', 'verdict'],
      ['MonitorView', 'inFlight'],
    ] as const)
      expect([name, field, allowsNull(schemas[name]!.properties[field]!)]).toEqual([name, field, true]);
  });

  it('has patterns that any engine of JSON Schema reads: no flags, no classes of Unicode', () => {
    const patterns = new Set<string>();
    visit(openApiDocument(), '', (_, { pattern }) => {
      if (typeof pattern === 'string') patterns.add(pattern);
    });
    expect(patterns.size).toBeGreaterThan(2);
    expect([...patterns].filter((pattern) => !isPlain(pattern))).toEqual([]);
    for (const odd of ['^\\p{L}$', '^\\P{Cc}$', '^(?i)a$', '^(?<!a)b$', '^(?<name>a)$', '^\\u{1F600}$', 'a$', '^a'])
      expect([odd, isPlain(odd)]).toEqual([odd, false]);
  });

  it('has patterns that mean the same with and without the flag for Unicode', () => {
    visit(openApiDocument(), '', (_, { pattern }) => {
      if (typeof pattern === 'string') expect(() => new RegExp(pattern, 'u')).not.toThrow();
    });
  });

  it.each([
    ['production', true],
    ['é 😀', true],
    ['', true],
    ["it's", true],
    ["'its", false],
    ["its'", false],
    ["'", false],
    ['"', false],
    ['\\', false],
    ['a\nb', false],
    ['\u0000', false],
    ['\u007F', false],
    ['\u009F', false],
    ['\u00A0', true],
  ])('says of a filter %j what the server says: taken is %j', async (tenant, isTaken) => {
    const { parameters } = (openApiDocument().paths as unknown as Record<string, { get: { parameters: Parameter[] } }>)[
      '/v1/models'
    ]!.get;
    const { pattern } = parameters.find(({ name }) => name === 'tenant')!.schema;
    expect(new RegExp(pattern, 'u').test(tenant)).toBe(isTaken);
    const { status } = await createWorld().request(`/v1/models?tenant=${encodeURIComponent(tenant)}`);
    expect(status).toBe(isTaken ? 200 : 422);
  });
});

/** From its beginning to its end, without classes of Unicode, flags, looking behind or names. */
function isPlain(pattern: string): boolean {
  return pattern.startsWith('^') && pattern.endsWith('$') && !/\\[pP]\{|\\u\{|\(\?(?![:=!])/.test(pattern);
}

interface Parameter {
  name: string;
  schema: { pattern: string };
}

interface Node {
  pattern?: unknown;
  type?: unknown;
  anyOf?: Node[];
  oneOf?: Node[];
  allOf?: Node[];
}

/** Whether a schema, looked at alone, lets null stand. */
function allowsNull({ type, anyOf = [], oneOf = [] }: Node): boolean {
  return [type].flat().includes('null') || [...anyOf, ...oneOf].some(allowsNull);
}

function visit(node: unknown, at: string, see: (at: string, node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return;
  see(at, node);
  for (const [name, child] of Object.entries(node)) visit(child, `${at}/${name}`, see);
}
