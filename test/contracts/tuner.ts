import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/terms/json.ts';
import { checkParams } from '../../src/tuners/check-params.ts';
import { checkSpace } from '../../src/tuners/space.ts';
import type { AskRequest, Choice, Conditional, SearchSpace, Trial, Tuner } from '../../src/tuners/tuner.ts';

/** What every tuner promises, whatever its method. */
export function describeTuner(tuner: Tuner): void {
  describe(`the tuner ${tuner.name}`, () => {
    it('proposes only points of the space, whatever the space', () => {
      fc.assert(
        fc.property(spaces, seeds, (space, seed) => {
          expect(checkSpace(space)).toEqual([]);
          for (const trial of study(tuner, { space, seed }, 16)) expect(checkParams(space, trial.params)).toEqual([]);
        }),
        { numRuns: 150 }
      );
    });

    it('answers the same request with the same proposal', () => {
      fc.assert(
        fc.property(spaces, seeds, (space, seed) => {
          const request = requestAfter(tuner, { space, seed }, 13);
          expect(tuner.ask(request)).toEqual(tuner.ask(request));
        }),
        { numRuns: 60 }
      );
    });

    it('gives the same proposal after a JSON round trip, and whatever the order of the trials', () => {
      fc.assert(
        fc.property(spaces, seeds, (space, seed) => {
          const request = requestAfter(tuner, { space, seed }, 13);
          const proposal = tuner.ask(request);
          const copy = JSON.parse(JSON.stringify(request)) as AskRequest;
          expect(tuner.ask(copy)).toEqual(proposal);
          expect(tuner.ask({ ...copy, trials: copy.trials.toReversed() })).toEqual(proposal);
          expect(JSON.parse(JSON.stringify(proposal))).toStrictEqual(proposal);
        }),
        { numRuns: 60 }
      );
    });

    it('leaves frozen requests untouched', () => {
      fc.assert(
        fc.property(spaces, seeds, (space, seed) => {
          const request = requestAfter(tuner, { space, seed }, 13);
          const proposal = tuner.ask(request);
          expect(tuner.ask(deepFreeze(request))).toEqual(proposal);
        }),
        { numRuns: 30 }
      );
    });

    it('never proposes a point twice', () => {
      fc.assert(
        fc.property(spaces, seeds, (space, seed) => {
          const keys = study(tuner, { space, seed }, 30).map((trial) => keyOf(trial.params));
          expect(new Set(keys).size).toBe(keys.length);
        }),
        { numRuns: 60 }
      );
    });

    it('asked in parallel, proposes different points', () => {
      const history = study(tuner, { space: twoFloats, seed: 5 }, 12);
      const trials = [...history];
      for (let number = 12; number < 20; number++) {
        const params = tuner.ask({ space: twoFloats, goal: 'minimize', trials, number, seed: 5 }) as JsonObject;
        trials.push({ number, params, state: 'running', value: null });
      }
      expect(new Set(trials.map((trial) => keyOf(trial.params))).size).toBe(20);
    });

    it('another seed gives another study', () => {
      const params = (seed: number): JsonObject[] => study(tuner, { space: twoFloats, seed }, 5).map((t) => t.params);
      expect(params(1)).not.toEqual(params(2));
    });

    it('covers a small discrete space completely, then says that it is exhausted', () => {
      const space: SearchSpace = {
        kernel: { type: 'choice', values: ['linear', 'rbf'] },
        degree: { type: 'int', low: 1, high: 3, when: { name: 'kernel', in: ['linear'] } },
        shrink: { type: 'choice', values: [true, false] },
      };
      const trials = study(tuner, { space, seed: 3 }, 20);
      expect(new Set(trials.map((trial) => keyOf(trial.params))).size).toBe(8);
      expect(trials).toHaveLength(8);
    });

    it('trial 0 starts from the parameters it is given, where they fit', () => {
      const space: SearchSpace = {
        learningRate: { type: 'float', low: 1e-4, high: 1e-2, log: true },
        batchSize: { type: 'int', low: 16, high: 128, step: 16 },
        optimizer: { type: 'choice', values: ['sgd', 'adam'] },
      };
      const first = { learningRate: 0.5, batchSize: 33, optimizer: 'adam', comment: 'champion' };
      const proposal = tuner.ask({ space, goal: 'minimize', trials: [], number: 0, seed: 1, first });
      expect(proposal).toEqual({ learningRate: 1e-2, batchSize: 32, optimizer: 'adam' });
      const second = tuner.ask({ space, goal: 'minimize', trials: [], number: 1, seed: 1, first });
      expect(second).not.toEqual(proposal);
    });

    it('trial 0 ignores given parameters of which nothing fits', () => {
      const request: AskRequest = { space: twoFloats, goal: 'minimize', trials: [], number: 0, seed: 1 };
      expect(tuner.ask({ ...request, first: { depth: 3, x: 'wide' } })).toEqual(tuner.ask(request));
    });

    it('goes on after nothing but failures', () => {
      const failed: Trial[] = study(tuner, { space: twoFloats, seed: 4 }, 12).map((trial) => ({
        ...trial,
        state: 'failed',
        value: null,
      }));
      const params = tuner.ask({ space: twoFloats, goal: 'minimize', trials: failed, number: 12, seed: 4 });
      expect(checkParams(twoFloats, params as JsonObject)).toEqual([]);
    });

    it('goes on when the space changed in the middle of the study', () => {
      const trials = study(tuner, { space: twoFloats, seed: 4 }, 15);
      const space: SearchSpace = {
        x: { type: 'float', low: 2, high: 3 },
        y: { type: 'int', low: 1, high: 9, step: 1 },
        z: { type: 'choice', values: ['new', 'newer'] },
      };
      const params = tuner.ask({ space, goal: 'minimize', trials, number: 15, seed: 4 });
      expect(checkParams(space, params as JsonObject)).toEqual([]);
    });

    it('refuses a space that cannot be searched, and names the fault', () => {
      const space: SearchSpace = { depth: { type: 'int', low: 9, high: 3 } };
      const request: AskRequest = { space, goal: 'minimize', trials: [], number: 0, seed: 1 };
      expect(() => tuner.ask(request)).toThrow('parameter depth: Expected `low` to be at most `high`, got 9 and 3');
    });
  });
}

/** Runs a study on a bumpy loss, with failed, pruned and running trials mixed in. */
export function study(tuner: Tuner, { space, seed }: Pick<AskRequest, 'space' | 'seed'>, length: number): Trial[] {
  const trials: Trial[] = [];
  for (let number = 0; number < length; number++) {
    const params = tuner.ask({ space, goal: 'minimize', trials, number, seed });
    if (params === null) break;
    trials.push({ number, params, ...endOf(number, params) });
  }
  return trials;
}

// --- internal ---

const twoFloats: SearchSpace = { x: { type: 'float', low: 0, high: 1 }, y: { type: 'float', low: -5, high: 5 } };

const seeds = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });

function requestAfter(tuner: Tuner, about: Pick<AskRequest, 'space' | 'seed'>, length: number): AskRequest {
  return { ...about, goal: 'minimize', trials: study(tuner, about, length), number: length };
}

function endOf(number: number, params: JsonObject): Pick<Trial, 'state' | 'value' | 'intermediate'> {
  if (number % 7 === 5) return { state: 'failed', value: null };
  if (number % 7 === 6) return { state: 'running', value: null };
  const value = Array.from(keyOf(params)).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 1009, 7);
  if (number % 7 === 3) return { state: 'pruned', value, intermediate: [[number % 4, value]] };
  return { state: 'complete', value };
}

function keyOf(params: JsonObject): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

const choices: fc.Arbitrary<Choice> = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.integer({ min: -5, max: 5 }),
  fc.boolean()
);

// Fixed, or with room: between neighbouring floating-point numbers nobody can propose something new each time.
const width = fc.oneof(fc.constant(0), fc.double({ noNaN: true, min: 1e-3, max: 1e6 }));

const floatDimension = fc
  .record({ low: fc.double({ noNaN: true, min: -1e6, max: 1e6 }), width })
  .map(({ low, width }): Conditional => ({ type: 'float', low, high: low + width }));

const logDimension = fc
  .record({ low: fc.double({ noNaN: true, min: 1e-12, max: 1 }), width })
  .map(({ low, width }): Conditional => ({ type: 'float', low, high: low * (1 + width), log: true }));

const intDimension = fc
  .record({
    low: fc.integer({ min: 1, max: 50 }),
    width: fc.integer({ min: 0, max: 300 }),
    step: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    points: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    sign: fc.constantFrom(-1, 1),
  })
  .map(({ low, width, step, points, sign }): Conditional => {
    if (step === undefined) return { type: 'int', low, high: low + width, log: true, ...(points && { points }) };
    return { type: 'int', low: sign * low, high: sign * low + width, step, ...(points && { points }) };
  });

const choiceDimension = fc
  .uniqueArray(choices, { minLength: 1, maxLength: 4 })
  .map((values): Conditional => ({ type: 'choice', values }));

/** Spaces of up to five parameters, where each may hang on an earlier choice or int. */
const spaces: fc.Arbitrary<SearchSpace> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'b', 'constructor', 'toString', 'lr', 'é'), { minLength: 1, maxLength: 5 }),
    fc.array(fc.oneof(floatDimension, logDimension, intDimension, choiceDimension), { minLength: 5, maxLength: 5 }),
    fc.array(fc.nat({ max: 40 }), { minLength: 5, maxLength: 5 })
  )
  .map(([names, dimensions, links]) => {
    const entries = names.map((name, i): [string, Conditional] => {
      const dimension = dimensions[i] as Conditional;
      const parent = (links[i] as number) % (i + 2);
      const on = dimensions[parent];
      if (parent >= i || on === undefined || on.type === 'float') return [name, dimension];
      const value = on.type === 'choice' ? on.values.at(-1) : on.low;
      return [name, { ...dimension, when: { name: names[parent] as string, in: [value as Choice] } }];
    });
    // Written down in any order: a condition may come after what hangs on it.
    return Object.fromEntries((links[0] as number) % 2 ? entries : entries.toReversed());
  });
