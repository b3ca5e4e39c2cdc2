import { grid } from './grid.ts';
import { random } from './random.ts';
import { tpe } from './tpe.ts';
import type { Tuner } from './tuner.ts';

/** Every tuner by the name that policies and workers use. */
export const tuners: ReadonlyMap<string, Tuner> = new Map([grid, random, tpe].map((tuner) => [tuner.name, tuner]));
