import { problemOf } from '../problem/problem-of.ts';
import { fleetPage, type FleetMonitor } from './fleet-page.ts';
import type { Look } from './watch.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorSummary } from '../../client/list-monitors.ts';

/**
 * Looks at the list of monitors, asking none of them, and tells those that have changed. It takes a tenth of
 * the time at most: a list that takes a second is read every ten. Of a list that is cut none is told to be gone: what
 * is missing may have slid behind its end.
 */
export function lookAtFleet(client: MonitorClient, everyMs: number): Look {
  let known: Map<string, string> | undefined;
  let wasCut = false;
  let trouble = '';
  return async (tell) => {
    const began = performance.now();
    try {
      const { monitors, isCut } = await listOf(client);
      const now = new Map(monitors.map((one) => [one.model, JSON.stringify(one)]));
      const changed = monitors.filter(({ model }) => known?.get(model) !== now.get(model));
      const gone = isCut ? [] : [...(known?.keys() ?? [])].filter((model) => !now.has(model));
      const isWhole = wasCut && !isCut;
      const isNews = isWhole || changed.length + gone.length > 0;
      if (!known || isNews) tell({ event: 'fleet', data: { ...countsOf(monitors), isCut } });
      if (known && isNews) {
        // Those beyond the end, which nobody here knew, may be gone.
        const isMuch = isWhole || changed.length + gone.length > mostTold;
        tell(isMuch ? reload : { event: 'monitors', data: { changed, gone }, isDifference: true });
      }
      if (trouble !== '') tell({ event: 'well', data: {}, ends: 'trouble' });
      known = now;
      wasCut = isCut;
      trouble = '';
    } catch (error) {
      const problem = problemOf(error);
      if (problem.detail !== trouble) tell({ event: 'trouble', data: problem });
      trouble = problem.detail;
    }
    return Math.max(everyMs, 9 * (performance.now() - began));
  };
}

// --- internal ---

const reload = { event: 'reload', data: {}, isDifference: true } as const;
const pageSize = 1_000;
const mostPages = 10;
/** Of more than that a page reads its list again. */
const mostTold = 200;

async function listOf(client: MonitorClient): Promise<{ monitors: FleetMonitor[]; isCut: boolean }> {
  const monitors: FleetMonitor[] = [];
  let page: string | null | undefined;
  for (let read = 0; read < mostPages && page !== null; read++) {
    const answer = await fleetPage(client, {}, { pageSize, ...(page === undefined ? {} : { page }) });
    monitors.push(...answer.monitors);
    page = answer.nextPage;
  }
  return { monitors, isCut: typeof page === 'string' };
}

function countsOf(monitors: readonly MonitorSummary[]): { total: number; states: Record<string, number> } {
  const states: Record<string, number> = {};
  for (const { state } of monitors) states[state ?? 'unknown'] = (states[state ?? 'unknown'] ?? 0) + 1;
  return { total: monitors.length, states };
}
