import { describe, expect, it } from 'vitest';
import { parseHyperparameters, parseInProcessOptions } from '../../../src/trainers/in-process/options.ts';

describe('options of the in-process trainer that cannot be used', () => {
  const data = { csv: 'rows.csv', time: 'at', label: 'y' };

  it.each<[Parameters<typeof parseInProcessOptions>[0], string]>([
    [{}, 'Expected `data` to be an object with fields, got nothing; add it'],
    [
      { data: { ...data, timeUnit: 'fortnights' } },
      'Expected `data.timeUnit` to be one of `iso`, `ms`, `s`, `us`, `ns`, `day`, got `fortnights`',
    ],
    [{ data: { ...data, csv: 7 } }, 'Expected `data.csv` to be a text, got `7`'],
    [{ data, task: 'ranking' }, 'Expected `task` to be one of `classification`, `regression`, got `ranking`'],
    [{ data, tusk: 1 }, 'Expected `tusk` to be a known field, got `1`; leave it out'],
    [{ data, task: 'regression', score: 'f1' }, '`score`: Expected a metric of the task: accuracy'],
  ])('%j say so in our words', (options, said) => {
    const prefix = 'Expected the options of the in-process trainer to be valid: ';
    expect(() => parseInProcessOptions(options)).toThrow(`${prefix}${said}`);
  });

  it('tells all of them', () => {
    expect(() => parseHyperparameters({ learningRate: 0, epochs: 'many' })).toThrow(
      /: Expected `learningRate` to be .*, got `?0`?; Expected `epochs` to be .*, got `many`$/
    );
  });
});
