import type { MonitorClient } from '../../src/client/monitor-client.ts';

/** A client before a server that has no monitors, for tests of what is asked of none. */
export const noMonitors = {
  stats: () => ({}),
  totals: () => ({ accepted: 0, refused: {}, delivered: 0, batches: 0, failed: 0 }),
  within: () => noMonitors,
  unlessAborted: () => noMonitors,
  client: {},
  page: () => Promise.resolve({ monitors: [], nextPage: null }),
} as unknown as MonitorClient;
