import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { monitorJsonSchema } from '../../../src/config/schema/json-schema.ts';
import { inProcess, referencePage } from '../../../scripts/reference/page.ts';
import type { Schema } from '../../../scripts/reference/type-of.ts';

const schema = monitorJsonSchema() as Schema;

/** Every field with its place, through lists, alternatives and named parts. */
function* fields(part: Schema | undefined, place: string): Generator<[string, Schema]> {
  if (typeof part !== 'object') return;
  for (const [name, field] of Object.entries(part.properties ?? {})) {
    yield [`${place}.${name}`, field];
    yield* fields(field, `${place}.${name}`);
  }
  yield* fields(part.items, `${place}[]`);
  yield* fields(part.additionalProperties, `${place}.*`);
  for (const one of [...(part.anyOf ?? []), ...(part.oneOf ?? [])]) yield* fields(one, place);
}

const all = [
  ...fields(schema, 'monitor'),
  ...Object.values(inProcess).flatMap((part) => [...fields(part, 'in-process')]),
  ...Object.entries(schema.$defs ?? {}).flatMap(([name, part]) => [...fields(part, name)]),
];

test('every field of a monitor file has a description', () => {
  expect(all.length).toBeGreaterThan(385);
  expect(all.filter(([, { description = '' }]) => description.length < 8).map(([place]) => place)).toEqual([]);
});

test('docs/reference.md is what the schema says: `npx tsx scripts/reference.ts` makes it', async () => {
  const options = await resolveConfig('docs/reference.md');
  const page = await format(referencePage(schema), { ...options, parser: 'markdown' });
  expect(await readFile('docs/reference.md', 'utf8')).toBe(page);
});

test('the reference has a row for every field', async () => {
  const page = await readFile('docs/reference.md', 'utf8');
  const names = all.map(([place]) => place.split('.').at(-1)!);
  expect(
    names.filter((name) => name !== 'type' && name !== '$schema' && !new RegExp(`\`[^\`|]*\\b${name}\``).test(page))
  ).toEqual([]);
});

test('the full example has every field, in use or in a comment', async () => {
  const example = await readFile('examples/full.monitor.yaml', 'utf8');
  const parts = ['monitor', 'Metric', 'Patience', 'Exclusions', 'Freeze', 'QuietHours', 'Seasonality'];
  const more = ['Pull', 'PullQuery', 'Rule', 'RuleTerm', 'Schedule', 'Retrain', 'Pruner', 'Approval'];
  const wanted = all.filter(([place]) => [...parts, ...more].includes(place.split('.')[0]!));
  const names = new Set(wanted.map(([place]) => place.split('.').at(-1)!));
  names.delete('$schema');
  expect(names.size).toBeGreaterThan(90);
  expect([...names].filter((name) => !new RegExp(`[\\s{]${name}:`).test(example))).toEqual([]);
});
