import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Manifest {
  scripts: Record<string, string>;
  repository: { url: string };
  homepage: string;
}

const manifest = JSON.parse(read('package.json')) as Manifest;

/** What goes into the tarball, as npm itself says; `dist` comes with the build that `prepack` is. */
const packed = (
  JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  ) as { files: { path: string }[] }[]
).flatMap(({ files }) => files.map(({ path }) => path));

/** Links of a page to other files, as paths from the root. */
function linksOf(page: string): string[] {
  return [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(page), target)).replace(/\/$/, ''));
}

describe('the package', () => {
  it('is built whenever it is packed', () => {
    expect(manifest.scripts['prepack']).toBe('npm run build');
  });

  it('says where it comes from, at the address that the README clones from', () => {
    const address = /git clone (\S+)/.exec(read('README.md'))?.[1];
    expect(address).toMatch(/^https:\/\//);
    expect(manifest.repository.url).toBe(`git+${address}.git`);
    expect(manifest.homepage).toBe(`${address}#readme`);
  });

  it('holds the pages, the examples, the Python worker and the compose file, and nothing of the tests', () => {
    for (const path of ['docker-compose.yml', 'deploy/setup-schema.sh', 'docs/design.md', 'LICENSE', 'CHANGELOG.md'])
      expect(packed).toContain(path);
    expect(packed).toContain('python/src/temporal_retrain/__init__.py');
    expect(packed).toContain('examples/own-trainer.ts');
    expect(packed.filter((path) => /^test\/|__pycache__|\.pyc$|node_modules|\.tgz$/.test(path))).toEqual([]);
  });

  it.each(packed.filter((path) => path.endsWith('.md') && linksOf(path).length > 0))(
    '%s links to nothing that is not there',
    (page) => {
      for (const link of linksOf(page)) {
        expect(existsSync(join(root, link)), link).toBe(true);
        // Sources and evidence stay in the repository, where the links of a published page lead.
        if (/^(src|test|bench|python\/tests)\b/.test(link)) continue;
        expect(
          packed.some((path) => path === link || path.startsWith(`${link}/`)),
          `${link} is in the package`
        ).toBe(true);
      }
    }
  );
});
