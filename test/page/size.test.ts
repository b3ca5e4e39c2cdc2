import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage, type BuiltPage } from './built-page.ts';

describe('the built page', () => {
  let built: BuiltPage;
  const files = (): { name: string; bytes: Buffer }[] =>
    readdirSync(built.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => ({ name, bytes: readFileSync(join(built.folder, name)) }));

  beforeAll(async () => {
    built = await buildPage();
  });
  afterAll(() => built.remove());

  it('has at most 120 KB of script, compressed, what is loaded later included', () => {
    const scripts = files().filter(({ name }) => name.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.reduce((sum, one) => sum + gzipSync(one.bytes).length, 0);
    expect(bytes).toBeLessThanOrEqual(120_000);
  });

  it('has no script and no style within its HTML, so that a policy can forbid both', () => {
    const html =
      files()
        .find(({ name }) => name === 'index.html')
        ?.bytes.toString() ?? '';
    expect(html).toContain('<script type="module"');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=/);
  });

  it('names no other place on the net', () => {
    for (const { name, bytes } of files().filter((one) => /\.(js|css|html)$/.test(one.name)))
      // Names of namespaces, and of papers and documents in messages, are no requests.
      expect(
        (bytes.toString().match(/https?:\/\/[^\s"'`)]+/g) ?? []).filter((url) => !url.startsWith('http://www.w3.org/')),
        name
      ).toEqual([]);
  });
});
