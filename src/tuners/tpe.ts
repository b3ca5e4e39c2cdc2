import { createRng, type Rng } from '../stats/rng.ts';
import type { JsonObject } from '../terms/json.ts';
import { contains, isActive } from './dimension.ts';
import { drawUntried, firstProposal, triedBy, type Place, type Tried } from './draw.ts';
import { orderedDimensions } from './params.ts';
import { parzen, type Parzen, type Point } from './parzen.ts';
import { splitTrials } from './split-trials.ts';
import type { AskRequest, Choice, Conditional, Trial, Tuner } from './tuner.ts';

export interface TpeOptions {
  /** Trials drawn at random, spread over the ranges, before the model is used. @default 10 (Optuna 5.0.0) */
  startupTrials?: number;
  /** Points drawn from the density of good trials; the best one is taken. @default 32 (Optuna 5.0.0: 24) */
  candidates?: number;
  /** Whether parameters are modelled together; `false` treats each one separately. @default true (Optuna 5.0.0) */
  multivariate?: boolean;
}

/**
 * Tree-structured Parzen estimator: proposes where good trials are dense and bad ones are not.
 *
 *     good = best min(ceil(0.1 n), 25) of n finished trials, bad = the rest, running and failed ones
 *     next = argmax over x ~ l of log l(x) - log g(x),  l, g = densities of good, bad
 *
 * Pruned trials rank behind complete ones, by how far they came and how well. Running trials count as bad, which keeps
 * parallel proposals apart; failed ones too, because what breaks a training is worth avoiding. Parameters with the same
 * condition are modelled together, from the trials that had them. A point is never proposed twice.
 *
 * Use for: 20 to some hundred trials of anything. Not for: thousands of cheap ones (use `random`).
 *
 * @see Bergstra, J. et al. (2011). Algorithms for hyper-parameter optimization. NIPS 24.
 * @see Falkner, S. et al. (2018). BOHB. ICML: the densities over several parameters at once.
 * Checked against: bench/tuners.json (Optuna 5.0.0 on the same problems).
 */
export function createTpe({ startupTrials = 10, candidates = 32, multivariate = true }: TpeOptions = {}): Tuner {
  return {
    name: 'tpe',
    ask(request) {
      const { space, number, seed } = request;
      const first = firstProposal(request);
      if (first) return first;
      const rng = createRng(seed, number);
      const { good, bad, finished } = splitTrials(request);
      if (finished < startupTrials) return drawUntried(request, rng, spread(request, startupTrials, rng));

      const ranked = groupsOf(orderedDimensions(space), multivariate).map((group) => ({
        group,
        points: rankedPoints(group, good, bad, candidates, rng),
      }));
      return firstUntried(ranked, triedBy(request.trials, number)) ?? drawUntried(request, rng);
    },
  };
}

/** The tree-structured Parzen estimator with its default options. */
export const tpe: Tuner = createTpe();

// --- internal ---

/** Dimensions that exist under the same condition, and so in the same trials. */
type Group = [string, Conditional][];

function groupsOf(dimensions: Group, multivariate: boolean): Group[] {
  if (!multivariate) return dimensions.map((dimension) => [dimension]);
  const groups = new Map<string, Group>();
  for (const [name, dimension] of dimensions) {
    const key = JSON.stringify(dimension.when ?? null);
    groups.set(key, [...(groups.get(key) ?? []), [name, dimension]]);
  }
  return [...groups.values()];
}

/**
 * Points for one group, the most promising first: those drawn from the density of the good trials, then, in case all of
 * them were tried, as many from everywhere.
 */
function rankedPoints(group: Group, good: Trial[], bad: Trial[], candidates: number, rng: Rng): () => Iterable<Point> {
  const dimensions = group.map(([, dimension]) => dimension);
  const draw = (source: Parzen): Point[] => {
    const scored = Array.from({ length: candidates }, () => {
      const point = source.sample(rng);
      return { point, score: promising().logDensity(point) - others().logDensity(point) };
    });
    const points = scored.sort((a, b) => b.score - a.score).map(({ point }) => point);
    // Equal points have equal scores, so they are adjacent.
    return points.filter((point, i) => i === 0 || point.some((value, k) => value !== points[i - 1]?.[k]));
  };
  const promising = once(() => parzen(dimensions, pointsOf(group, good)));
  const others = once(() => parzen(dimensions, pointsOf(group, bad)));
  const near = once(() => draw(promising()));
  const anywhere = once(() => draw(parzen(dimensions, [])));
  return function* () {
    yield* near();
    yield* anywhere();
  };
}

/** Groups that a proposal does not reach are never modelled. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** The group's values in the trials that had all of them; a trial from an older, wider space is left out. */
function pointsOf(group: Group, trials: Trial[]): Point[] {
  return trials
    .filter(({ params }) =>
      group.every(([name, dimension]) => Object.hasOwn(params, name) && contains(dimension, params[name]))
    )
    .map(({ params }) => group.map(([name]) => params[name] as Choice));
}

/** The best combination of the groups' points that was not tried, going through the last group first. */
function firstUntried(ranked: { group: Group; points: () => Iterable<Point> }[], tried: Tried): JsonObject | null {
  let looksLeft = 1000;
  const extend = (params: JsonObject, depth: number): JsonObject | null => {
    const next = ranked[depth];
    if (next === undefined) return tried(params) ? null : params;
    if (!isActive((next.group[0] as Group[number])[1], params)) return extend(params, depth + 1);
    for (const point of next.points()) {
      if (looksLeft <= 0) return null;
      looksLeft -= 1;
      const names = next.group.map(([name]) => name);
      const found = extend(
        { ...params, ...Object.fromEntries(names.map((name, i) => [name, point[i] as Choice])) },
        depth + 1
      );
      if (found) return found;
    }
    return null;
  };
  return extend({}, 0);
}

/** A Latin hypercube: the start-up trials of one block take a different slice of every range each. */
function spread({ number, seed, space }: AskRequest, size: number, rng: Rng): Place {
  const block = Math.floor(number / size);
  const slices = Array.from({ length: size }, (_, slice) => slice);
  const dimensions = Object.keys(space).length;
  // No trial uses a negative stream.
  return (index) => {
    const order = createRng(seed, -1 - block * dimensions - index).shuffle(slices);
    return ((order[number % size] as number) + rng.uniform()) / size;
  };
}
