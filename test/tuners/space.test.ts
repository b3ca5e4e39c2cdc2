import { describe, expect, it } from 'vitest';
import { checkSpace } from '../../src/tuners/space.ts';
import type { SearchSpace } from '../../src/tuners/tuner.ts';

const messages = (space: unknown): string[] =>
  checkSpace(space as SearchSpace).map(({ field, message }) => `${field}: ${message}`);

describe('checkSpace', () => {
  it('a space with every kind of parameter and a condition is fine', () => {
    const space: SearchSpace = {
      learningRate: { type: 'float', low: 1e-4, high: 1e-2, log: true },
      layers: { type: 'int', low: 1, high: 1 },
      batchSize: { type: 'int', low: 16, high: 128, step: 16 },
      plain: { type: 'float', low: 0, high: 1, log: false },
      optimizer: { type: 'choice', values: ['sgd', 'adam'] },
      momentum: { type: 'float', low: 0, high: 1, when: { name: 'optimizer', in: ['sgd'] } },
    };
    expect(checkSpace(space)).toEqual([]);
  });

  it('an empty space says what to do instead', () => {
    expect(messages({})).toEqual([
      ': Expected the search space to have a parameter, got none; name one or set trials to 0',
    ]);
  });

  it.each([
    [{ type: 'float', low: 2, high: 1 }, 'Expected `low` to be at most `high`, got 2 and 1; swap them'],
    [{ type: 'float', low: 0, high: Infinity }, 'Expected `high` to be a finite number, got `Infinity`'],
    [{ type: 'float', low: NaN, high: 1 }, 'Expected `low` to be a finite number, got `NaN`'],
    [{ type: 'float', low: '0', high: 1 }, 'Expected `low` to be a finite number, got `"0"`'],
    [{ type: 'float', low: -1e308, high: 1e308 }, 'Expected `high` - `low` to be finite, got -1e+308 to 1e+308'],
    [
      { type: 'float', low: 0, high: 1, log: true },
      'Expected `low` to be above 0 because `log` is set, got 0; raise it or drop `log`',
    ],
    [{ type: 'float', low: 0, high: 1, points: 0 }, 'Expected `points` to be a whole number from 1 to 1000, got `0`'],
    [{ type: 'int', low: 0.5, high: 3 }, 'Expected `low` to be a whole number, got `0.5`'],
    [{ type: 'int', low: 1, high: 9, step: 0 }, 'Expected `step` to be a whole number above 0, got `0`'],
    [{ type: 'int', low: 1, high: 9, step: 2, log: true }, 'Expected `log` or `step`, got both; drop one of them'],
    ...['no', 0, null].map((log): [object, string] => [
      { type: 'float', low: 0, high: 1, log },
      `Expected \`log\` to be true or false, got \`${log}\`; YAML 1.2 takes \`no\` for a text: write false`,
    ]),
    [{ type: 'choice', values: [] }, 'Expected `values` to list at least one choice, got `[]`'],
    [{ type: 'choice' }, 'Expected `values` to list at least one choice, got nothing'],
    [{ type: 'choice', values: ['a', 'a'] }, 'Expected choices to differ, got `["a","a"]`'],
    [{ type: 'choice', values: [['a']] }, 'Expected choices to be text, finite numbers or booleans, got `["a"]`'],
    [{ type: 'normal', low: 0, high: 1 }, 'Expected `type` to be float, int or choice, got `normal`'],
    [null, "Expected a parameter like { type: 'float', low: 0, high: 1 }, got `null`"],
  ])('%j is refused with a sentence', (dimension, message) => {
    expect(messages({ p: dimension })).toEqual([`p: ${message}`]);
  });

  it('names that cannot be keys are refused', () => {
    const fixed = { type: 'int', low: 1, high: 1 };
    expect(messages(JSON.parse(`{"__proto__": ${JSON.stringify(fixed)}}`))).toEqual([
      '__proto__: Expected a name other than `__proto__`; rename the parameter',
    ]);
    expect(messages({ '': fixed })).toEqual([': Expected the parameter to have a name, got an empty one']);
  });

  it.each([
    [{ name: 'kernel', in: ['rbf'] }, 'Expected `when.name` to be a parameter of this space, got `kernel`'],
    [{ name: 'toString', in: ['rbf'] }, 'Expected `when.name` to be a parameter of this space, got `toString`'],
    [{ name: 'optimizer', in: ['rmsprop'] }, 'Expected `when.in` to hold values of optimizer, got `rmsprop`'],
    ...[null, 'optimizer', { in: ['sgd'] }, { name: null, in: ['sgd'] }].map((when): [unknown, string] => [
      when,
      `Expected \`when\` to be like { name: kernel, in: [rbf] }, got \`${typeof when === 'string' ? when : JSON.stringify(when)}\`; complete it or drop it`,
    ]),
    [{ name: 'optimizer', in: [] }, 'Expected `when.in` to list at least one value of optimizer, got `[]`'],
    [{ name: 'layers', in: [2] }, 'Expected `when.in` to hold values of layers, got `2`'],
    [
      { name: 'rate', in: [0.5] },
      'Expected the condition to be on a choice or an int, got the float rate; use a choice instead',
    ],
  ])('a condition like %j is refused with a sentence', (when, message) => {
    const space = {
      optimizer: { type: 'choice', values: ['sgd', 'adam'] },
      layers: { type: 'int', low: 1, high: 9, step: 2 },
      rate: { type: 'float', low: 0, high: 1 },
      p: { type: 'int', low: 1, high: 2, when },
    };
    expect(messages(space)).toEqual([`p: ${message}`]);
  });

  it('a condition on what is no parameter leaves the fault to that one', () => {
    expect(messages({ a: null, p: { type: 'int', low: 1, high: 2, when: { name: 'a', in: [1] } } })).toEqual([
      "a: Expected a parameter like { type: 'float', low: 0, high: 1 }, got `null`",
    ]);
  });

  it('conditions in a circle are refused, with the circle', () => {
    const on = (name: string): object => ({ type: 'int', low: 1, high: 2, when: { name, in: [1] } });
    expect(messages({ a: on('b'), b: on('a'), c: on('a') })).toEqual([
      'a: Expected conditions to lead to a parameter without one, got the circle a → b → a',
      'b: Expected conditions to lead to a parameter without one, got the circle b → a → b',
    ]);
    expect(messages({ a: on('a') })).toEqual([
      'a: Expected conditions to lead to a parameter without one, got the circle a → a',
    ]);
  });
});
