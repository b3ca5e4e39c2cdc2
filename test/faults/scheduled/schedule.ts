import { createRng, type Rng } from '../../../src/stats/rng.ts';

/** What happens to the machines that all monitors share. */
export const ofMachines = ['worker killed', 'worker stopped', 'server killed'] as const;

/** What people and programs do to one monitor. */
export const ofMonitors = [
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

export type MachineKind = (typeof ofMachines)[number];
export type MonitorKind = (typeof ofMonitors)[number];
export type Kind = MachineKind | MonitorKind;
export const kinds: readonly Kind[] = [...ofMachines, ...ofMonitors];

/** One of it, beside the batches that never stop; `chance` is between 0 and 1, for whatever else is to be chosen. */
export type Happening = { kind: MachineKind } | { kind: MonitorKind; monitor: number; chance: number };

/**
 * So many happenings, the same for the same seed: first one of each kind in a random order, then any, those that say the
 * most more often.
 */
export function scheduleOf(seed: number, size: number, monitors: number): Happening[] {
  const rng = createRng(seed);
  const first = rng.shuffle(kinds);
  return Array.from({ length: size }, (_, at) => {
    const kind = first[at] ?? drawn(rng);
    const [monitor, chance] = [rng.int(0, monitors - 1), rng.uniform()];
    return isOfMachines(kind) ? { kind } : { kind, monitor, chance };
  });
}

// --- internal ---

function isOfMachines(kind: Kind): kind is MachineKind {
  return ofMachines.some((one) => one === kind);
}

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
