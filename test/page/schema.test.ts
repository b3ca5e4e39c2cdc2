import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pageSchema } from '../../scripts/page-schema.ts';

it('the types of the page are those of the document; npx tsx scripts/page-schema.ts writes them', async () => {
  const made = await pageSchema();
  expect(made.length).toBeGreaterThan(10_000);
  expect(readFileSync('page/api/schema.ts', 'utf8')).toBe(made);
});
