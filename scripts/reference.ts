// Writes docs/reference.md: `npx tsx scripts/reference.ts`, after a change of the schema. A test fails where it is forgotten.
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { monitorJsonSchema } from '../src/config/schema/json-schema.ts';
import { referencePage } from './reference/page.ts';

const path = 'docs/reference.md';
const options = await resolveConfig(path);
await writeFile(path, await format(referencePage(monitorJsonSchema()), { ...options, parser: 'markdown' }));
