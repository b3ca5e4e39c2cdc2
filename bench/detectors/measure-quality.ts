import { createRng } from '../../src/stats/rng.ts';
import { quality, sum, tally, type Quality, type Tally } from './score.ts';
import type { Family } from './families.ts';

export interface Streams {
  family: Family;
  values: number[][];
}

export interface FamilyResult extends Quality {
  family: string;
}

export interface CalmResult {
  family: string;
  falseAlarms: number;
  samples: number;
}

export interface Result extends Quality {
  families: FamilyResult[];
  calm: CalmResult[];
}

/** One stream of every family for each seed. */
export function drawStreams(families: readonly Family[], seeds: readonly number[]): Streams[] {
  return families.map((family, at) => ({ family, values: seeds.map((seed) => family.draw(createRng(seed, at))) }));
}

/** What the alarms are worth; `run` gives those of each stream of a family, in order. */
export async function measureQuality(
  run: (streams: Streams) => Promise<number[][]>,
  changes: readonly Streams[],
  calm: readonly Streams[],
  tolerance: number
): Promise<Result> {
  const all: Tally[] = [];
  const families: FamilyResult[] = [];
  for (const one of changes) {
    const alarms = await run(one);
    const tallies = one.values.map((values, i) => tally(alarms[i] ?? [], one.family.changes, values.length, tolerance));
    all.push(...tallies);
    families.push({ family: one.family.name, ...quality(sum(tallies)) });
  }
  const quiet: CalmResult[] = [];
  for (const one of calm) {
    const falseAlarms = (await run(one)).flat().length;
    quiet.push({ family: one.family.name, falseAlarms, samples: one.values.flat().length });
  }
  return { ...quality(sum(all)), families, calm: quiet };
}

/** Values from false alarm to false alarm; all of them, a lower bound, where there was none. */
export function samplesPerFalseAlarm(calm: readonly CalmResult[]): number {
  const falseAlarms = calm.reduce((total, one) => total + one.falseAlarms, 0);
  return calm.reduce((total, one) => total + one.samples, 0) / Math.max(1, falseAlarms);
}
