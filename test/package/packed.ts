import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../src/server/run-command.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What `npm pack` makes of a fresh clone, unpacked, with our packages beside it.
 *
 * @param folder an empty one, which holds the clone too
 * @returns where the package lies, and its version
 */
export async function packInto(folder: string): Promise<{ unpacked: string; version: string }> {
  const clone = join(folder, 'clone');
  for (const path of sourcesOf(root)) {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await cp(join(root, path), join(clone, path), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
  await runCommand('npm', ['pack', '--pack-destination', folder], { cwd: clone, timeoutMs: 600_000 });
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  await runCommand('tar', ['-xzf', join(folder, `temporal-retrain-${version}.tgz`), '-C', folder]);
  const unpacked = join(folder, 'package');
  await symlink(join(root, 'node_modules'), join(unpacked, 'node_modules'));
  return { unpacked, version };
}

// --- internal ---

/** What a commit of all that is there would hold; without git, what is neither installed nor built. */
function sourcesOf(folder: string): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard'];
  try {
    const paths = execFileSync('git', list, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim().split('\n');
    return [...new Set(paths)].filter((path) => existsSync(join(folder, path)));
  } catch {
    return readdirSync(folder).filter((name) => !['.git', 'dist', 'node_modules'].includes(name));
  }
}
