import type { Detector } from './detector.ts';
import { ewmaLimit } from './ewma-limit.ts';
import { limit } from './limit.ts';
import { patience } from './patience.ts';
import { windowDecay } from './window-decay.ts';

/** Every detector by the name that policies and the command line use. */
export const detectors: ReadonlyMap<string, Detector> = new Map(
  [limit, ewmaLimit, patience, windowDecay].map((detector) => [detector.name, detector as unknown as Detector])
);
