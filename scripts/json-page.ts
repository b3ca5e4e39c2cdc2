// Writes docs/json.md: `npx tsx scripts/json-page.ts`, after a change of what commands print. A test fails where it is forgotten.
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { jsonPage } from './json-page/page.ts';

const path = 'docs/json.md';
const options = await resolveConfig(path);
await writeFile(path, await format(jsonPage(), { ...options, parser: 'markdown' }));
