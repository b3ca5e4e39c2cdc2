// Writes page/api/schema.ts, the types of everything that the HTTP server answers: npx tsx scripts/page-schema.ts
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const file = 'page/api/schema.ts';

/** The page's types of the document `docs/openapi.json`. */
export async function pageSchema(): Promise<string> {
  const document = JSON.parse(await readFile('docs/openapi.json', 'utf8')) as OpenAPI3;
  const heading = '// Made of docs/openapi.json by scripts/page-schema.ts; a test sees that it is fresh.\n';
  // Its comments say again what the document says.
  const types = astToString(await openapiTypescript(document)).replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
  const source = heading + types.replaceAll(/^\s*\n/gm, '');
  return format(source, { ...(await resolveConfig(file)), filepath: file });
}

if (import.meta.filename === process.argv[1]) await writeFile(file, await pageSchema());
