import { fork } from 'node:child_process';
import { bits, normals } from './draws.ts';
import { createRng } from '../../src/stats/rng.ts';
import { medianOf } from '../row.ts';
import { configure, type Configured } from './configured.ts';
import type { TimedRound } from './our-side.ts';
import type { River, RiverRequest } from './river.ts';

export interface Speed {
  updatesPerS: number;
  /** River's, where it has the detector. */
  referenceUpdatesPerS: number | null;
  /** Bytes of the state as JSON after the last value. */
  stateBytes: number;
}

/**
 * Our detector and River's in turns, each in a process of its own, so that what else the machine does meets both;
 * medians of the rounds.
 */
export async function measureSpeed(
  { type, params }: { type: string; params: Record<string, unknown> },
  river: River,
  reference?: RiverRequest
): Promise<Speed> {
  const values = streamFor(configure(type, params));
  if (reference) await river.keep([values.slice(0, lengthFor(reference.name))]);
  const side = startOurs(type, params, values);
  for (let round = 0; round < warmUps; round++) await side.go();
  const ours: TimedRound[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await side.go());
    if (reference) theirs.push(await river.time(reference, 0, lengthFor(reference.name)));
  }
  side.close();
  return {
    updatesPerS: medianOf(ours.map(({ perS }) => perS)),
    referenceUpdatesPerS: reference ? medianOf(theirs) : null,
    stateBytes: Math.max(...ours.map(({ stateBytes }) => stateBytes)),
  };
}

// --- internal ---

const warmUps = 2;
const rounds = 7;
const length = 1_000_000;

/** A change every 100,000 values; the same streams River was measured on before. */
function streamFor({ detector }: Configured): number[] {
  const rng = createRng(7);
  const isLow = (i: number): boolean => Math.floor(i / 100_000) % 2 === 0;
  if (detector.input === 'metric') return normals(rng, length, 0, 1).map((z, i) => (isLow(i) ? 0.93 : 0.85) + 0.01 * z);
  const errors = bits(rng, length, (i) => (isLow(i) ? 0.1 : 0.3));
  return detector.input === 'error-bit' ? errors : errors.map((x) => 1 - x);
}

/** River is slow where it copies objects or calls scipy for every value: fewer values tell as much. */
function lengthFor(name: string): number {
  if (name === 'kswin') return 2_000;
  return name.startsWith('hddm') ? 50_000 : 300_000;
}

function startOurs(
  type: string,
  params: Record<string, unknown>,
  values: readonly number[]
): { go(): Promise<TimedRound>; close(): void } {
  const child = fork(new URL('our-side.ts', import.meta.url), { serialization: 'advanced' });
  const ended = new Promise<never>((_, reject) =>
    child.once('exit', (code) => reject(new Error(`The process of \`${type}\` ended with code ${code}`)))
  );
  ended.catch(() => undefined);
  child.send({ type, params, values });
  return {
    go: () => {
      const timed = new Promise<TimedRound>((resolve) => child.once('message', resolve));
      child.send('go');
      return Promise.race([timed, ended]);
    },
    close: () => child.disconnect(),
  };
}
