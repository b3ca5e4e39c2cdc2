import { excerpt } from '../../terms/visible-text.ts';
import { RegistryError } from '../../terms/errors.ts';
import { ReplyTooLong } from './transport.ts';

export interface Page<T> {
  items: T[];
  /** Where the next page begins; absent on the last. */
  next?: string | undefined;
}

/** The request, with MLflow's own field names. */
export interface PageFields {
  max_results: number;
  page_token: string | undefined;
}

/**
 * All entries of a paged call. Requests a page that is too long for one reply in smaller parts; stops if the server
 * never reaches an end.
 *
 * @throws RegistryError if a page leads back to itself, or there are more than `maxPages`
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
    if (seen.has(page.next)) throw endless(what, `page \`${excerpt(page.next, 40)}\` leads back to itself`);
    seen.add(page.next);
    token = page.next;
  }
  throw endless(what, `it returned ${maxPages} pages and names a next one`);
}

// --- internal ---

const firstPageSize = 200;
/** 200,000 entries, at 200 per page. */
const maxPages = 1_000;

function endless(what: string, found: string): RegistryError {
  return new RegistryError(`Expected \`${what}\` of the MLflow server to end, but ${found}; check \`url\``);
}
