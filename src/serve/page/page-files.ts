import { readdir, readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the built page, ready to be sent. */
export interface PageFile {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** The same, smaller; absent where that is no gain. */
  zipped?: Uint8Array<ArrayBuffer>;
  /** Its name has a hash of its bytes in it: it never changes. */
  isForever: boolean;
}

/** The page by path: `/index.html`, `/icon.svg`, `/assets/index-3f2a.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Where the build puts the page. From sources it is there after `npm run build`. */
export const builtPage = fileURLToPath(new URL(fromHere(), import.meta.url));

/** Reads the page once; it is small. `undefined` where nothing is built. */
export async function readPageFiles(folder: string): Promise<PageFiles | undefined> {
  if (!(await stat(join(folder, 'index.html')).catch(() => undefined))) return undefined;
  const files = new Map<string, PageFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const type = types[extname(entry.name)];
    if (type === undefined) continue;
    const name = `/${relative(folder, path).replaceAll('\\', '/')}`;
    const bytes = new Uint8Array(await readFile(path));
    const zipped = new Uint8Array(gzipSync(bytes, { level: 9 }));
    const isForever = name.startsWith('/assets/');
    files.set(name, { type, bytes, isForever, ...(zipped.length < bytes.length ? { zipped } : {}) });
  }
  return files;
}

// --- internal ---

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** This file lies one folder deeper once it is built. */
function fromHere(): string {
  return import.meta.url.endsWith('.ts') ? '../../../dist/page' : '../../../page';
}
