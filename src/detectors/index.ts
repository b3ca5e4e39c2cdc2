import type { Detector } from './detector.ts';
import { adwin } from './adwin.ts';
import { bernoulliCusum } from './bernoulli-cusum.ts';
import { change } from './change.ts';
import { cusum } from './cusum.ts';
import { ddm } from './ddm.ts';
import { eddm } from './eddm.ts';
import { ewma } from './ewma.ts';
import { ewmaLimit } from './ewma-limit.ts';
import { fhddm } from './fhddm.ts';
import { hddmA } from './hddm-a.ts';
import { hddmW } from './hddm-w.ts';
import { kswin } from './kswin.ts';
import { levelShift } from './level-shift.ts';
import { limit } from './limit.ts';
import { pageHinkley } from './page-hinkley.ts';
import { patience } from './patience.ts';
import { shewhart } from './shewhart.ts';
import { standardized } from './standardized.ts';
import { windowDecay } from './window-decay.ts';

/** Every detector by the name that policies and the command line use. */
export const detectors: ReadonlyMap<string, Detector> = new Map(
  [
    limit,
    ewmaLimit,
    patience,
    windowDecay,
    shewhart,
    ewma,
    cusum,
    pageHinkley,
    adwin,
    kswin,
    ddm,
    eddm,
    hddmA,
    hddmW,
    fhddm,
    bernoulliCusum,
    ...standardized,
    change,
    levelShift,
  ].map((detector) => [detector.name, detector as unknown as Detector])
);

/** Whether a detector holds a value, or an average of values, against a bound: in the metric's own unit then. */
export function isValueDetector(type: string): boolean {
  return valueDetectors.has(type);
}

/** Whether the statistic of a detector that has learned its stream is a number of votes. */
export function countsVotes(type: string): boolean {
  return votingDetectors.has(type);
}

// --- internal ---

const votingDetectors: ReadonlySet<string> = new Set(['vote', 'z-vote', change.name]);

const valueDetectors: ReadonlySet<string> = new Set([limit.name, ewmaLimit.name, patience.name]);
