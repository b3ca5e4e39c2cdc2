import type { MonitorSummary } from '../api/types.ts';
import { lookOf } from '../parts/states.ts';

/** What of the fleet is shown, and in which order: all of it stands in the address. */
export interface FleetQuery {
  search: string;
  filter: Filter;
  sort: Sort;
  /** The other way round. */
  isReversed: boolean;
}

export type Filter = 'all' | 'needs' | 'busy' | 'trial' | 'held';
export type Sort = 'urgency' | 'name' | 'state' | 'champion' | 'started';

/** The filters, in their order. */
export const filters: readonly { id: Filter; text: string; states: readonly string[] | null }[] = [
  { id: 'all', text: 'All', states: null },
  {
    id: 'needs',
    text: 'Need somebody',
    states: ['no-worker', 'awaiting-approval', 'broken', 'retrain-failed', 'drift', 'no-data'],
  },
  { id: 'busy', text: 'Retraining', states: ['retraining'] },
  { id: 'trial', text: 'On trial', states: ['shadow', 'probation'] },
  { id: 'held', text: 'Paused or held', states: ['paused', 'killed'] },
];

export function fleetQueryOf(search: URLSearchParams): FleetQuery {
  const word = search.get('sort') ?? 'urgency';
  const sort = word.replace(/^-/, '');
  const filter = search.get('show') ?? 'all';
  return {
    search: search.get('q') ?? '',
    filter: filters.some(({ id }) => id === filter) ? (filter as Filter) : 'all',
    sort: sort in compare ? (sort as Sort) : 'urgency',
    isReversed: word.startsWith('-'),
  };
}

/** The monitors of a query, in its order. */
export function selectMonitors(all: readonly MonitorSummary[], query: FleetQuery): MonitorSummary[] {
  const states = filters.find(({ id }) => id === query.filter)?.states ?? null;
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = all.filter(
    (one) => (states === null || states.includes(one.state ?? '')) && words.every((word) => textOf(one).includes(word))
  );
  const order = compare[query.sort];
  const way = query.isReversed ? -1 : 1;
  return shown.sort((a, b) => way * order(a, b) || byName(a, b));
}

/** How many monitors a filter shows. */
export function countOf(all: readonly MonitorSummary[], filter: Filter): number {
  const states = filters.find(({ id }) => id === filter)?.states ?? null;
  return states === null ? all.length : all.filter(({ state }) => states.includes(state ?? '')).length;
}

// --- internal ---

type Order = (a: MonitorSummary, b: MonitorSummary) => number;

const byName: Order = (a, b) => collator.compare(a.model, b.model);
const byState: Order = (a, b) => lookOf(a.state).order - lookOf(b.state).order;

const compare: Readonly<Record<Sort, Order>> = {
  urgency: byState,
  name: byName,
  state: (a, b) => collator.compare(lookOf(a.state).text, lookOf(b.state).text),
  champion: (a, b) => collator.compare(a.champion ?? '', b.champion ?? ''),
  started: (a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0),
};

const collator = new Intl.Collator('en', { numeric: true });

const texts = new WeakMap<MonitorSummary, string>();

/** What a search looks at; made once a monitor. */
function textOf(one: MonitorSummary): string {
  const known = texts.get(one);
  if (known !== undefined) return known;
  const { model, tenant, state, champion, lastReason, breakerOpen } = one;
  const breaker = breakerOpen ? lookOf('broken').text : '';
  const text = [model, tenant, state, lookOf(state).text, champion, lastReason, breaker].join(' ').toLowerCase();
  texts.set(one, text);
  return text;
}
