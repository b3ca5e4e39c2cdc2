import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

/** How Node runs a file of ours in a process of its own, `src/cli/bin.ts`: built, where this run has built the package. */
export function ownProcess(path: string): { execArgv: string[]; file: string } {
  const built = inject('builtPackage');
  if (built !== undefined) return { execArgv: [], file: join(built, 'dist', path.replace(/ts$/, 'js')) };
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return { execArgv: ['--import', import.meta.resolve('tsx')], file };
}
