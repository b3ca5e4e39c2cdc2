import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

export interface BuiltPage {
  folder: string;
  remove(): Promise<void>;
}

/** The page as the package has it, in a folder of its own. */
export async function buildPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  await build({ configFile: 'page/vite.config.ts', logLevel: 'error', build: { outDir: folder } });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
