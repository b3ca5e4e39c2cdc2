import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { withFileLock } from '../../src/server/file-lock.ts';

export interface BuiltPage {
  folder: string;
  remove(): Promise<void>;
}

/** The page as the package has it, in a folder of its own. */
export async function buildPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  await build(folder);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The page that all end-to-end tests of a run look at: whoever needs it first builds it. */
export async function sharedPage(): Promise<string> {
  const run = inject('builtPackage')!;
  const folder = join(run, 'page');
  await withFileLock(join(run, 'page.lock'), { pollMs: 200 }, async () => {
    if (!existsSync(join(folder, 'index.html'))) await build(folder);
  });
  return folder;
}

// --- internal ---

/** Vite comes only where something is to be built: it takes a process as long as the page does. */
async function build(folder: string): Promise<void> {
  const vite = await import('vite');
  await vite.build({ configFile: 'page/vite.config.ts', logLevel: 'error', build: { outDir: folder } });
}
