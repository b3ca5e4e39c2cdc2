import type { JsonObject } from '../terms/json.ts';
import { createRng, type Rng } from '../stats/rng.ts';
import { fromUnit, isActive } from './dimension.ts';
import { fullLattice } from './lattice.ts';
import { fitted, orderedDimensions, sameParams } from './params.ts';
import type { AskRequest, Choice, Conditional, SearchSpace, Trial } from './tuner.ts';

/** The position in [0, 1) for the dimension at `index`. */
export type Place = (index: number) => number;

/** A point of the space: those values of `given` that fit, and the rest from `place`, or drawn evenly. */
export function drawParams(
  space: SearchSpace,
  rng: Rng,
  given: JsonObject = {},
  place: Place = () => rng.uniform()
): JsonObject {
  const dimensions = orderedDimensions(space);
  const params: JsonObject = {};
  const kept = fitted(dimensions, given);
  for (const [index, [name, dimension]] of dimensions.entries()) {
    if (!isActive(dimension, params)) continue;
    params[name] = Object.hasOwn(kept, name) ? (kept[name] as Choice) : valueAt(dimension, place(index));
  }
  return params;
}

/** What trial 0 tries if the request says so; `null` for every other trial, or if no part of it fits the space. */
export function firstProposal({ space, number, seed, first }: AskRequest): JsonObject | null {
  if (number !== 0 || first === undefined) return null;
  const fits = Object.keys(fitted(orderedDimensions(space), first)).length > 0;
  return fits ? drawParams(space, createRng(seed, number), first) : null;
}

/** Whether another trial has or had these very parameters. */
export type Tried = (params: JsonObject) => boolean;

export function triedBy(trials: readonly Trial[], number: number): Tried {
  return (params) => trials.some((trial) => trial.number !== number && sameParams(trial.params, params));
}

/**
 * An untried point, drawn evenly; `null` if there is none left. Only a space without continuous parameters can
 * run out.
 */
export function drawUntried(
  { space, trials, number }: Pick<AskRequest, 'space' | 'trials' | 'number'>,
  rng: Rng,
  place?: Place
): JsonObject | null {
  const tried = triedBy(trials, number);
  let params = drawParams(space, rng, {}, place);
  if (!tried(params)) return params;
  const { size, point } = fullLattice(space);
  // An infinite space can have an exhausted branch, and even draws may hit it often.
  for (let draws = size === Infinity ? 1000 : 20; draws > 0; draws--) {
    params = drawParams(space, rng);
    if (!tried(params)) return params;
  }
  if (size === Infinity) return params;
  // Among one more point than there are trials, one is always untried.
  const start = rng.int(0, Math.min(size, Number.MAX_SAFE_INTEGER) - 1);
  for (let steps = 0; steps < Math.min(size, trials.length + 1); steps++) {
    const candidate = point((start + steps) % size);
    if (!tried(candidate)) return candidate;
  }
  return null;
}

// --- internal ---

function valueAt(dimension: Conditional, place: number): Choice {
  if (dimension.type !== 'choice') return fromUnit(dimension, place);
  return dimension.values[Math.min(Math.floor(place * dimension.values.length), dimension.values.length - 1)] as Choice;
}
