import { batch, signal } from '@preact/signals';
import { get } from '../api/api.ts';
import { asProblem, problemFrom, type Problem } from '../api/problem.ts';
import { listen } from '../api/live.ts';
import type { MonitorSummary } from '../api/types.ts';

/** All monitors, as far as they have been read. They stay here when another view is shown. */
export const fleet = signal<readonly MonitorSummary[]>([]);
export const fleetProblem = signal<Problem | undefined>(undefined);
/** Whether everything has been read at least once. */
export const isWhole = signal(false);

/** Reads the fleet, and follows what changes of it while somebody looks; gives what ends that. */
export function watchFleet(): () => void {
  const abort = new AbortController();
  let isReading = false;
  const read = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    await readFleet(abort.signal);
    isReading = false;
  };
  void read();
  const end = listen('/v1/events', ({ event, data }) => {
    if (event === 'monitors') change(data as Change);
    else if (event === 'reload' || event === 'well') void read();
    else if (event === 'trouble') fleetProblem.value = problemFrom(data);
  });
  // Whatever no event tells: a stream may be cut off in silence.
  const timer = setInterval(() => {
    if (!document.hidden) void read();
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
 */
async function readFleet(abort: AbortSignal): Promise<void> {
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
    batch(() => {
      fleet.value = [...found.values()];
      isWhole.value = true;
      fleetProblem.value = undefined;
    });
  } catch (error) {
    if (!abort.aborted) fleetProblem.value = asProblem(error);
  }
}

const everyMs = 60_000;

interface Change {
  changed: MonitorSummary[];
  gone: string[];
}

function change({ changed, gone }: Change): void {
  if (!isWhole.value) return;
  const list = new Map(fleet.value.map((one) => [one.model, one]));
  for (const one of changed) list.set(one.model, seen(one));
  for (const model of gone) list.delete(model);
  fleet.value = [...list.values()];
}

/** Its state is that of the last time that a worker said something: without one nothing is watched. */
function seen(monitor: MonitorSummary): MonitorSummary {
  return monitor.hasWorker === false && monitor.status === 'RUNNING' ? { ...monitor, state: 'no-worker' } : monitor;
}

const urgent = ['awaiting-approval', 'drift'];

function page(query: { state?: string; page?: string }, signal: AbortSignal): Promise<FleetPage> {
  return get('/v1/models', { query: { pageSize: 1_000, ...query }, signal });
}

interface FleetPage {
  monitors: MonitorSummary[];
  nextPage: string | null;
}
