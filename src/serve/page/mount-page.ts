import type { App, AppContext } from '../app.ts';
import type { PageFile, PageFiles } from './page-files.ts';

/** The operator's page. Its files are for everybody: they hold nothing of any monitor. */
export function mountPage(app: App, files: PageFiles | undefined): void {
  const index = files?.get('/index.html');
  if (!files || !index) return;
  for (const [name, file] of files) if (name !== '/index.html') app.get(name, (context) => answer(context, file));
  // Its views have addresses of their own, which it reads itself.
  for (const path of ['/', '/models/*']) app.get(path, (context) => answer(context, index));
}

/**
 * The page, for somebody who has opened an address that leads nowhere: it says so, and where to go.
 *
 * @returns `undefined` for programs, and where there is no page
 */
export function pageForNowhere(context: AppContext, files: PageFiles | undefined): Response | undefined {
  const index = files?.get('/index.html');
  const { method, path } = context.req;
  const isReader = method === 'GET' && (context.req.header('accept') ?? '').includes('text/html');
  return index && isReader && !path.startsWith('/v1/') ? answer(context, index, 404) : undefined;
}

/** What the page's own answers say of themselves. */
export const pageSafety: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

// --- internal ---

function answer(context: AppContext, { type, bytes, zipped, isForever }: PageFile, status: 200 | 404 = 200): Response {
  const takesZipped = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '');
  const headers = {
    ...pageSafety,
    'content-type': type,
    'cache-control': isForever ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(zipped ? { vary: 'accept-encoding' } : {}),
  };
  if (zipped && takesZipped) return context.body(zipped, status, { ...headers, 'content-encoding': 'gzip' });
  return context.body(bytes, status, headers);
}
