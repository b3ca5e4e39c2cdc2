import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformWithOxc } from 'vite';

/**
 * What `npm run build` makes of the sources, types left unread: for the processes that tests start. Each would otherwise
 * read them through tsx, which takes it longer than what it is started for.
 *
 * @param folder becomes a package, with what else ours has
 * @param bundle the workflows' own, where the build puts it
 */
export async function buildInto(folder: string, bundle?: string): Promise<void> {
  const dist = join(folder, 'dist');
  for (const part of ['src', 'workflows', 'activities', 'test/support', 'test/fakes', 'test/cli'])
    for (const entry of await readdir(join(root, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue;
      const source = join(entry.parentPath, entry.name);
      const target = join(dist, relative(root, source));
      await mkdir(dirname(target), { recursive: true });
      if (entry.name.endsWith('.ts')) await writeFile(target.replace(/ts$/, 'js'), await translated(source));
      else await cp(source, target);
    }
  for (const part of ['package.json', 'node_modules', 'examples', 'docs', 'deploy', 'python'])
    await symlink(join(root, part), join(folder, part));
  if (bundle === undefined) return;
  await symlink(bundle, join(dist, 'workflow-bundle.js'));
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  await writeFile(join(dist, 'workflow-bundle.json'), JSON.stringify({ sdk: version }));
}

// --- internal ---

const root = fileURLToPath(new URL('../..', import.meta.url));

async function translated(path: string): Promise<string> {
  const typescript = { rewriteImportExtensions: true, onlyRemoveTypeImports: true };
  const text = await readFile(path, 'utf8');
  return (await transformWithOxc(text, path, { typescript, sourcemap: false, target: 'es2022' })).code;
}
