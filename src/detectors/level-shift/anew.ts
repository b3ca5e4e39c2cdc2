import { learnAgain, learnFirst, ringSize } from './learn.ts';
import { medianOf, scaleOf } from './scores.ts';
import { farthest, stepAt, straight, valueOf } from './units.ts';
import { freshState, type Known, type LevelShiftState } from './state.ts';
import type { LevelShiftOptions } from './options.ts';

/** Whether the level lies beyond all that can be told from each other. */
export function isBeyond({ center }: LevelShiftState): boolean {
  return Math.abs(center) >= farthest;
}

/** Learns a new spread, and the unit with it where that leaves no room for a change of such values. */
export function learnSpread(state: LevelShiftState, known: Known, options: LevelShiftOptions): void {
  if (options.farLevels && isWild(scaleOf(state.ring))) learnAnew(state, known, options);
  else learnAgain(state, known, options.limit);
}

/**
 * Learns all anew where the full ring shows that origin and unit suit the values no more: their level has settled far
 * away, they vary many times as much as when the unit was learned, or so little that they are one unit.
 */
export function learnsAnew(state: LevelShiftState, known: Known, options: LevelShiftOptions): boolean {
  const { knots } = known;
  const deviation = ((knots[above] as number) - (knots[below] as number)) / 2;
  if (Math.abs(state.center) <= straight && !isWild(deviation) && !isFine(state, known)) return false;
  learnAnew(state, known, options);
  return true;
}

/**
 * Forgets all but the time, and learns from the ring as from first values where it says how they vary; from those to
 * come else. What was known was in units that are too fine or too coarse to rescale.
 */
export function learnAnew(state: LevelShiftState, known: Known, options: LevelShiftOptions): void {
  const { t, ring } = state;
  const values = ring.map((y) => valueOf(known, y));
  const isKnown = scaleOf(values) >= leastSteps * stepAt(known, medianOf(ring));
  for (const name of ['changes', 'spread', 'renewed', 'look', 'within'] as const) delete state[name];
  Object.assign(state, freshState(), { t, jump: { size: 0, at: t, returns: 0 } });
  if (!isKnown || values.length < options.burnIn) return;
  state.early = values;
  learnFirst(state, options);
}

/** Counts how often a value differs from the one before, where units hardly do. */
export function lookWithin(state: LevelShiftState, x: number): void {
  const { within } = state;
  if (!within) return;
  if (Math.abs(x - within.last) > rounding * Math.abs(x)) within.moved += 1;
  within.last = x + 0;
  within.n += 1;
}

// --- internal ---

/** Deviations that must have room where units are alike. */
const room = 16;
/** Places of the knots one deviation below and above the centre. */
const [below, above] = [8, 18];
/** Steps of the ring that a deviation must have to be known. */
const leastSteps = 4;
/** Differences below this share of a value are rounding. */
const rounding = 1e-12;
/** Share of neighbours that may differ by more than a unit where values are finer than units. */
const apart = 0.1;
/** Share of neighbours that must differ at all. */
const moving = 0.25;
/** Values for which a level must have held: one that goes to and fro has its noise, too. */
const lasting = 1500;

function isWild(deviation: number): boolean {
  return deviation > straight / room;
}

/** Whether values vary within a unit: looked at for a quarter of the ring once the ring says that they may. */
function isFine(state: LevelShiftState, { season }: Known): boolean {
  const { ring, within, jump, t } = state;
  delete state.within;
  let others = 0;
  for (let i = 1; i < ringSize && others <= apart * ringSize; i++)
    if (Math.abs((ring[i] as number) - (ring[i - 1] as number)) > 1) others += 1;
  if (others > apart * ringSize || season.week || (jump.at > 0 && t - jump.at < lasting)) return false;
  if (within && within.moved > moving * within.n) return true;
  state.within = { last: 0, moved: 0, n: 0 };
  return false;
}
