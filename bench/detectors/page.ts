import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';

/** Changes docs/detectors.md, and lays it out as the house does. */
export async function changePage(change: (page: string) => string): Promise<void> {
  const path = fileURLToPath(new URL('../../docs/detectors.md', import.meta.url));
  const style = await resolveConfig(path);
  await writeFile(path, await format(change(await readFile(path, 'utf8')), { ...style, parser: 'markdown' }));
}
