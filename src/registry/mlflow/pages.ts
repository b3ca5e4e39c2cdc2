import { RegistryError } from '../../terms/errors.ts';
import { ReplyTooLong } from './transport.ts';

export interface Page<T> {
  items: T[];
  /** Where the next one begins; absent on the last. */
  next?: string | undefined;
}

/** What is asked for: MLflow's own names. */
export interface PageFields {
  max_results: number;
  page_token: string | undefined;
}

/**
 * All that a paged call lists. A page that is too long for one reply is asked for in smaller parts; a server that never
 * comes to an end is given up.
 *
 * @throws RegistryError when a page leads back to itself, or there are more than `maxPages`
 */
export async function readPages<T>(what: string, read: (fields: PageFields) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  const seen = new Set<string>();
  let size = firstPageSize;
  let token: string | undefined;
  for (let pages = 0; pages < maxPages;) {
    const page = await read({ max_results: size, page_token: token }).catch((error: unknown) => {
      if (!(error instanceof ReplyTooLong) || size === 1) throw error;
    });
    if (!page) {
      size = Math.ceil(size / 10);
      continue;
    }
    pages += 1;
    for (const item of page.items) all.push(item);
    if (!page.next) return all;
    if (seen.has(page.next)) throw endless(what, `page \`${page.next.slice(0, 40)}\` leads back to itself`);
    seen.add(page.next);
    token = page.next;
  }
  throw endless(what, `it has given ${maxPages} pages and names a next one`);
}

// --- internal ---

const firstPageSize = 200;
/** 200,000 entries, at 200 a page. */
const maxPages = 1_000;

function endless(what: string, found: string): RegistryError {
  return new RegistryError(
    `Expected \`${what}\` of the MLflow server to come to an end, but ${found}; is \`url\` right?`
  );
}
