import { ashaPruner } from './asha.ts';
import { grid } from './grid.ts';
import { medianPruner } from './median.ts';
import type { Pruner } from './pruner.ts';
import { random } from './random.ts';
import { tpe } from './tpe.ts';
import type { Tuner } from './tuner.ts';

/** Every tuner by the name that policies and `VTY_TUNER` use. */
export const tuners: ReadonlyMap<string, Tuner> = new Map([grid, random, tpe].map((tuner) => [tuner.name, tuner]));

/** Every rule for stopping trials early, by name, with its default options. */
export const pruners: ReadonlyMap<string, Pruner> = new Map([
  ['median', medianPruner()],
  ['asha', ashaPruner()],
]);
