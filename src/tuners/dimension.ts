import type { Json, JsonObject } from '../terms/json.ts';
import type { Choice, Conditional, Dimension } from './tuner.ts';

/** Whether the value is one that the dimension can take. */
export function contains(dimension: Dimension, value: Json | undefined): value is Choice {
  if (dimension.type === 'choice') return dimension.values.includes(value as Choice);
  if (typeof value !== 'number' || !(value >= dimension.low && value <= dimension.high)) return false;
  return dimension.type === 'float' || (value - dimension.low) % stepOf(dimension) === 0;
}

/** Whether the dimension exists with these values of the others. */
export function isActive({ when }: Conditional, params: JsonObject): boolean {
  return when === undefined || (Object.hasOwn(params, when.name) && when.in.includes(params[when.name] as Choice));
}

/** The allowed value nearest to the given one; `undefined` if there is none. */
export function nearest(dimension: Dimension, value: Json | undefined): Choice | undefined {
  if (dimension.type === 'choice') return contains(dimension, value) ? value : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? snapped(dimension, value) : undefined;
}

/**
 * The position of a number in its range: 0 to 1, on the log scale if the dimension has one. An int is in the middle of
 * its cell, so that the first and the last get as much room as the others.
 */
export function toUnit(dimension: Numeric, value: number): number {
  const [from, to] = ends(dimension);
  return to === from ? 0.5 : (scaled(dimension, value) - from) / (to - from);
}

/** The inverse of `toUnit`: every place in [0, 1] belongs to an allowed value. */
export function fromUnit(dimension: Numeric, place: number): number {
  const [from, to] = ends(dimension);
  const value = from + place * (to - from);
  return snapped(dimension, dimension.log ? Math.exp(value) : value);
}

/** How many values there are; `Infinity` for a float with room. */
export function valueCount(dimension: Dimension): number {
  if (dimension.type === 'choice') return dimension.values.length;
  if (dimension.low === dimension.high) return 1;
  return dimension.type === 'float' ? Infinity : Math.floor((dimension.high - dimension.low) / stepOf(dimension)) + 1;
}

/** Half a step below and above an int, where its cell ends, in [0, 1]. */
export function cellOf(dimension: Int, value: number): [number, number] {
  const half = stepOf(dimension) / 2;
  return [toUnit(dimension, value - half), toUnit(dimension, value + half)];
}

export type Numeric = Exclude<Dimension, { type: 'choice' }>;
export type Int = Extract<Dimension, { type: 'int' }>;

// --- internal ---

const stepOf = (dimension: Int): number => dimension.step ?? 1;

const scaled = (dimension: Numeric, value: number): number => (dimension.log ? Math.log(value) : value);

function ends(dimension: Numeric): [number, number] {
  if (dimension.type === 'float') return [scaled(dimension, dimension.low), scaled(dimension, dimension.high)];
  const half = stepOf(dimension) / 2;
  return [scaled(dimension, dimension.low - half), scaled(dimension, lastInt(dimension) + half)];
}

/** `high` may be between steps. */
function lastInt({ low, high, step = 1 }: Int): number {
  return low + Math.floor((high - low) / step) * step;
}

function snapped(dimension: Numeric, value: number): number {
  if (dimension.type === 'float') return clamp(value, dimension.low, dimension.high);
  const step = stepOf(dimension);
  const steps = Math.round((clamp(value, dimension.low, dimension.high) - dimension.low) / step);
  return Math.min(dimension.low + steps * step, lastInt(dimension)) + 0;
}

/** `+ 0` turns -0 into 0, which JSON would do anyway. */
const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high) + 0;
