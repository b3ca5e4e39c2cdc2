import { createRng, type Rng } from '../../../src/stats/rng.ts';

/** What happens to a world of monitors, beside the batches that never stop. */
export type Kind = (typeof kinds)[number];

/** One of it. */
export interface Happening {
  kind: Kind;
  /** Index of the monitor it happens to; what happens to a worker or the server happens to all. */
  monitor: number;
  /** Between 0 and 1, for whatever else is to be chosen. */
  chance: number;
}

/** People, programs and machines, as they come on a bad day. */
export const kinds = [
  'worker killed',
  'worker stopped',
  'server killed',
  'pause',
  'resume',
  'retrain',
  'approve',
  'reject',
  'rollback',
  'adopt',
  'policy',
  'release',
  'stop and start',
  'monitor reset',
  'retrain reset',
  'retrain terminated',
  'drift',
] as const;

/**
 * So many happenings, the same for the same seed: first one of each kind in a random order, then any, those that say the
 * most more often.
 */
export function scheduleOf(seed: number, size: number, monitors: number): Happening[] {
  const rng = createRng(seed);
  const first = rng.shuffle(kinds);
  return Array.from({ length: size }, (_, at) => {
    const kind = first[at] ?? drawn(rng);
    return { kind, monitor: rng.int(0, monitors - 1), chance: rng.uniform() };
  });
}

// --- internal ---

const often: readonly Kind[] = [
  'worker killed',
  'retrain',
  'retrain',
  'approve',
  'rollback',
  'policy',
  'monitor reset',
  'monitor reset',
  'retrain reset',
];

function drawn(rng: Rng): Kind {
  const from = [...kinds, ...often];
  return from[rng.int(0, from.length - 1)]!;
}
