import { bits, normals } from './draws.ts';
import { createRng } from '../../src/core/rng.ts';
import { medianOf } from '../row.ts';
import type { Configured } from './configured.ts';
import type { River, RiverRequest } from './river.ts';

export interface Speed {
  updatesPerS: number;
  /** River's, where it has the detector. */
  referenceUpdatesPerS: number | null;
  /** Bytes of the state as JSON after the last value. */
  stateBytes: number;
}

/**
 * Our detector and River's in turns, so that what else the machine does meets both; medians of the rounds. Processor
 * time, not time on the clock: what others take is not counted.
 */
export async function measureSpeed(one: Configured, river: River, reference?: RiverRequest): Promise<Speed> {
  const values = streamFor(one);
  if (reference) await river.keep([values.slice(0, lengthFor(reference.name))]);
  let stateBytes = timeOnce(one, values).stateBytes;
  timeOnce(one, values);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const timed = timeOnce(one, values);
    ours.push(timed.perS);
    stateBytes = Math.max(stateBytes, timed.stateBytes);
    if (reference) theirs.push(await river.time(reference, 0, lengthFor(reference.name)));
  }
  return { updatesPerS: medianOf(ours), referenceUpdatesPerS: reference ? medianOf(theirs) : null, stateBytes };
}

// --- internal ---

const rounds = 5;
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

function timeOnce({ detector, options }: Configured, values: readonly number[]): { perS: number; stateBytes: number } {
  const state = detector.init(options);
  let drifts = 0;
  const from = process.cpuUsage();
  for (let i = 0; i < values.length; i++)
    if (detector.update(state, values[i] as number, options) === 'drift') drifts += 1;
  const { user, system } = process.cpuUsage(from);
  const perS = (1e6 * values.length) / (user + system);
  if (drifts > values.length) throw new Error('More alarms than values');
  return { perS, stateBytes: JSON.stringify(state).length };
}
