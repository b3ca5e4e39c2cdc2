import { batch, signal } from '@preact/signals';
import { get } from '../api/api.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { MonitorSummary } from '../api/types.ts';

/** All monitors, as far as they have been read. They stay here when another view is shown. */
export const fleet = signal<readonly MonitorSummary[]>([]);
export const fleetProblem = signal<Problem | undefined>(undefined);
/** Whether everything has been read at least once. */
export const isWhole = signal(false);

/**
 * Reads the fleet page by page. Those that wait for somebody are asked for by themselves beside it, so that they stand
 * on top before the last page has come.
 */
export async function readFleet(abort: AbortSignal): Promise<void> {
  const found = new Map<string, MonitorSummary>();
  const take = (monitors: readonly MonitorSummary[]): void => {
    for (const one of monitors) found.set(one.model, one);
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

/** Forgets it: somebody else has signed in, or out. */
export function forgetFleet(): void {
  batch(() => {
    fleet.value = [];
    isWhole.value = false;
    fleetProblem.value = undefined;
  });
}

// --- internal ---

const urgent = ['awaiting-approval', 'drift'];

function page(query: { state?: string; page?: string }, signal: AbortSignal): Promise<FleetPage> {
  return get('/v1/models', { query: { pageSize: 1_000, ...query }, signal });
}

interface FleetPage {
  monitors: MonitorSummary[];
  nextPage: string | null;
}
