/** What a link leads to: a model, its challenger that waits, its settings, or one of its retrains. */
export interface PagePlace {
  model: string;
  view?: 'approval' | 'policy' | { retrain: number };
}

/**
 * Where the operator's page shows something.
 *
 * @param pageUrl how browsers reach the page; `undefined`: there is none
 */
export function pageAddress(pageUrl: string | undefined, { model, view }: PagePlace): string | undefined {
  if (typeof pageUrl !== 'string' || !/^https?:\/\//.test(pageUrl)) return undefined;
  // A model's id has a colon and nothing else that would need escaping in a path.
  const at = `${pageUrl.replace(/\/+$/, '')}/models/${encodeURIComponent(model).replaceAll('%3A', ':')}`;
  if (view === undefined) return at;
  return typeof view === 'string' ? `${at}/${view}` : `${at}/retrains/${view.retrain}`;
}
