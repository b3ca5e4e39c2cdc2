import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The workflow bundle of `npm run build`, if it was made with the same SDK that would run it. `undefined` if there is
 * none (in the sources) or the SDK differs: the worker then bundles when it starts.
 */
export async function findBundle(): Promise<string | undefined> {
  const made = await readFile(note, 'utf8').catch(() => undefined);
  if (made === undefined) return undefined;
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  return (JSON.parse(made) as { sdk?: string }).sdk === version ? bundle : undefined;
}

// --- internal ---

const bundle = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
const note = new URL('../../workflow-bundle.json', import.meta.url);
