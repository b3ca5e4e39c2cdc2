import { computed, signal } from '@preact/signals';
import { plain } from '../api/api.ts';

/** What the address asks for. */
export type Route =
  | { view: 'fleet' }
  | { view: 'model' | 'approval' | 'policy'; model: string }
  | { view: 'retrain'; model: string; id: string }
  | { view: 'nothing' };

/** The address, as the browser shows it. */
export const address = signal(new URL(location.href));

export const route = computed<Route>(() => routeOf(address.value.pathname));

/** Goes to an address of this page, as a link does. */
export function go(href: string, { replace = false }: { replace?: boolean } = {}): void {
  const next = new URL(href, location.href);
  if (next.href === location.href) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', next);
  const isOtherPlace = next.pathname !== address.value.pathname;
  address.value = next;
  if (isOtherPlace && !replace) scrollTo(0, 0);
}

/** Changes words of the query and keeps the rest; `undefined` takes one away. */
export function goQuery(words: Record<string, string | undefined>, options: { replace?: boolean } = {}): void {
  const next = new URL(address.value);
  for (const [name, word] of Object.entries(words))
    if (word === undefined || word === '') next.searchParams.delete(name);
    else next.searchParams.set(name, word);
  go(next.href, options);
}

/** Addresses of the views. */
export const place = {
  fleet: '/',
  model: (model: string, tab?: string): string => `/models/${plain(model)}${tab ? `?tab=${tab}` : ''}`,
  approval: (model: string): string => `/models/${plain(model)}/approval`,
  policy: (model: string): string => `/models/${plain(model)}/policy`,
  retrain: (model: string, id: string): string => `/models/${plain(model)}/retrains/${plain(id)}`,
};

addEventListener('popstate', () => {
  address.value = new URL(location.href);
});

// --- internal ---

function routeOf(path: string): Route {
  const parts = path.split('/').slice(1).map(decoded);
  const [head, model = '', view, id] = parts;
  if (path === '/') return { view: 'fleet' };
  if (head !== 'models' || model === '') return { view: 'nothing' };
  if (parts.length === 2 || (parts.length === 3 && view === '')) return { view: 'model', model };
  if (parts.length === 3 && (view === 'approval' || view === 'policy')) return { view, model };
  if (parts.length === 4 && view === 'retrains' && id) return { view: 'retrain', model, id };
  return { view: 'nothing' };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
