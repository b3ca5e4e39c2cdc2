import { batch, signal } from '@preact/signals';
import { changed, FleetReading, seen, type Change, type Current } from './fleet-reading.ts';
import { get } from '../api/api.ts';
import { asProblem, problemFrom, type Problem } from '../api/problem.ts';
import { listen } from '../api/live.ts';
import type { MonitorSummary } from '../api/types.ts';

/** All monitors, as far as they have been read. They stay here when another view is shown. */
export const fleet = signal<readonly MonitorSummary[]>([]);
export const fleetProblem = signal<Problem | undefined>(undefined);
/** Whether everything has been read at least once. */
export const isWhole = signal(false);
/** Counts what is told of the fleet: whatever else is shown of it is read again then. */
export const fleetNews = signal(0);

/** Reads the fleet, and follows what changes of it while somebody looks; gives what ends that. */
export function watchFleet(): () => void {
  const abort = new AbortController();
  const reading = new FleetReading(abort.signal, (current) => readFleet(abort.signal, current));
  reading.want();
  const end = listen('/v1/events', ({ event, data }) => {
    if (event === 'fleet' || event === 'reload' || event === 'well') fleetNews.value += 1;
    if (event === 'monitors') {
      reading.change(data as Change);
      if (isWhole.value) fleet.value = changed(fleet.value, data as Change);
    } else if (event === 'reload' || event === 'well') reading.want();
    else if (event === 'trouble') fleetProblem.value = problemFrom(data);
  });
  // Whatever no event tells: a stream may be cut off in silence.
  const timer = setInterval(() => {
    if (document.hidden) return;
    fleetNews.value += 1;
    if (!reading.isUnderWay) reading.want();
  }, everyMs);
  return () => {
    abort.abort();
    end();
    clearInterval(timer);
  };
}

/** Forgets it: somebody else has signed in, or out. */
export function forgetFleet(): void {
  batch(() => {
    fleet.value = [];
    isWhole.value = false;
    fleetProblem.value = undefined;
  });
}

// --- internal ---

/**
 * Reads the fleet page by page. Those that wait for somebody are asked for by themselves beside it, so that they stand
 * on top before the last page has come.
 *
 * @param current adds what has changed since it began
 */
async function readFleet(abort: AbortSignal, current: Current): Promise<void> {
  const found = new Map<string, MonitorSummary>();
  const take = (monitors: readonly MonitorSummary[]): void => {
    for (const one of monitors) found.set(one.model, seen(one));
    // A later reading replaces what is shown only when it is whole.
    if (!isWhole.value) fleet.value = [...found.values()];
  };
  try {
    await Promise.all([
      ...urgent.map(async (state) => take((await page({ state }, abort)).monitors)),
      (async () => {
        let next: string | null = null;
        do {
          const read = await page(next === null ? {} : { page: next }, abort);
          take(read.monitors);
          next = read.nextPage;
        } while (next !== null);
      })(),
    ]);
    if (abort.aborted) return;
    batch(() => {
      fleet.value = current([...found.values()]);
      isWhole.value = true;
      fleetProblem.value = undefined;
    });
  } catch (error) {
    if (!abort.aborted) fleetProblem.value = asProblem(error);
  }
}

const everyMs = 60_000;

const urgent = ['awaiting-approval', 'drift'] as const;

function page(query: { state?: (typeof urgent)[number]; page?: string }, signal: AbortSignal): Promise<FleetPage> {
  return get('/v1/models', { query: { pageSize: 1_000, ...query }, signal });
}

interface FleetPage {
  monitors: MonitorSummary[];
  nextPage: string | null;
}
