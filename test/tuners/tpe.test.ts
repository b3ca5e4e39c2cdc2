import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/terms/json.ts';
import { random } from '../../src/tuners/random.ts';
import { createTpe, tpe } from '../../src/tuners/tpe.ts';
import type { AskRequest, SearchSpace, Trial, Tuner } from '../../src/tuners/tuner.ts';
import { describeTuner } from '../contracts/tuner.ts';

describeTuner({ ...createTpe({ multivariate: false }), name: 'tpe, each parameter on its own' });

describe('the search space learningRate, batchSize, epochs', { tags: ['m16.5'] }, () => {
  const space: SearchSpace = {
    learningRate: { type: 'float', low: 1e-4, high: 1e-2, log: true },
    batchSize: { type: 'int', low: 16, high: 128 },
    epochs: { type: 'int', low: 1, high: 20 },
  };
  const loss = (params: JsonObject): number => {
    const { learningRate, batchSize, epochs } = params as Record<string, number>;
    return (Math.log10(learningRate!) + 3) ** 2 + ((batchSize! - 64) / 64) ** 2 + ((epochs! - 8) / 10) ** 2;
  };

  it('the learning rate is drawn evenly over its exponents', () => {
    const trials = run(random, space, loss, 400, 1);
    const low = trials.filter((trial) => (trial.params['learningRate'] as number) < 1e-3).length;
    expect(low / trials.length).toBeGreaterThan(0.43);
    expect(low / trials.length).toBeLessThan(0.57);
  });

  it('the Bayesian tuner is real: in 40 trials it comes closer than random in nearly every study', () => {
    const best = (tuner: Tuner, seed: number): number =>
      Math.min(...run(tuner, space, loss, 40, seed).map((trial) => trial.value as number));
    const studies = Array.from({ length: 20 }, (_, seed) => best(tpe, seed) < best(random, seed));
    // By chance 15 of 20 or more has a probability of 2 %.
    expect(studies.filter(Boolean).length).toBeGreaterThanOrEqual(16);
  });
});

describe('tpe', () => {
  const line: SearchSpace = { x: { type: 'float', low: 0, high: 1 } };
  const near =
    (x: number): ((params: JsonObject) => number) =>
    (params) =>
      Math.abs((params['x'] as number) - x);

  it('the start-up trials take a different tenth of every range each', () => {
    const space: SearchSpace = { x: { type: 'float', low: 0, high: 10 }, y: { type: 'int', low: 0, high: 9 } };
    const trials = run(tpe, space, () => 0, 10, 77);
    for (const name of ['x', 'y']) {
      const tenths = trials.map((trial) => Math.floor(trial.params[name] as number)).sort((a, b) => a - b);
      expect(tenths).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('under maximize it looks at the other end', () => {
    const mean = (goal: AskRequest['goal']): number => {
      const late = run(tpe, line, (params) => params['x'] as number, 40, 3, goal).slice(25);
      return late.reduce((sum, trial) => sum + (trial.params['x'] as number), 0) / late.length;
    };
    expect(mean('minimize')).toBeLessThan(0.3);
    expect(mean('maximize')).toBeGreaterThan(0.7);
  });

  it('running trials push the next proposal away', () => {
    const plane: SearchSpace = { x: { type: 'float', low: 0, high: 1 }, y: { type: 'float', low: 0, high: 1 } };
    const trials = run(tpe, plane, ({ x, y }) => Math.hypot((x as number) - 0.5, (y as number) - 0.5), 30, 3);
    const crowd = Array.from({ length: 20 }, (_, i): Trial => {
      return {
        number: 30 + i,
        params: { x: 0.45 + (i % 5) / 40, y: 0.45 + (i % 4) / 30 },
        state: 'running',
        value: null,
      };
    });
    const inTheCrowd = (history: Trial[]): number => {
      const proposals = Array.from({ length: 60 }, (_, seed) =>
        tpe.ask({ space: plane, goal: 'minimize', trials: history, number: 99, seed })
      );
      return proposals.filter((params) => ['x', 'y'].every((name) => Math.abs((params![name] as number) - 0.5) < 0.1))
        .length;
    };
    expect(inTheCrowd([...trials, ...crowd])).toBeLessThan(inTheCrowd(trials) / 2);
  });

  it('failed trials push the next proposal away too', () => {
    const loss = (params: JsonObject): number | null => ((params['x'] as number) < 0.5 ? null : near(0.5)(params));
    const late = run(tpe, line, loss, 60, 8).slice(40);
    expect(late.filter((trial) => trial.state === 'failed').length).toBeLessThan(late.length / 2);
  });

  it('pruned trials teach where not to look: the further one came, the better it ranks', () => {
    const pruned = Array.from({ length: 20 }, (_, number): Trial => {
      const x = number / 20;
      // Stopped early near 0, late near 1, so all that is known speaks for large x.
      return { number, params: { x }, state: 'pruned', value: 1, intermediate: [[number, 1]] };
    });
    const proposals = Array.from({ length: 30 }, (_, seed) =>
      tpe.ask({ space: line, goal: 'minimize', trials: pruned, number: 20, seed })
    );
    const high = proposals.filter((params) => (params!['x'] as number) > 0.6).length;
    expect(high).toBeGreaterThan(24);
  });

  it('learns a parameter that exists only in one branch', () => {
    const space: SearchSpace = {
      model: { type: 'choice', values: ['line', 'forest'] },
      slope: { type: 'float', low: 0, high: 1, when: { name: 'model', in: ['line'] } },
      depth: { type: 'int', low: 1, high: 200, when: { name: 'model', in: ['forest'] } },
    };
    const loss = ({ model, depth }: JsonObject): number =>
      model === 'forest' ? ((depth as number) - 60) ** 2 / 1000 : 5;
    const late = run(tpe, space, loss, 50, 2).slice(30);
    expect(late.filter((trial) => trial.params['model'] === 'forest').length).toBeGreaterThan(12);
    const best = Math.min(...late.map((trial) => trial.value as number));
    expect(best).toBeLessThanOrEqual(0.1);
  });

  it('a champion given as trial 0 counts as an observation', () => {
    const first = { x: 0.123456 };
    const wins = Array.from({ length: 20 }, (_, seed) => {
      const with0 = run(tpe, line, near(0.123456), 14, seed, 'minimize', first).slice(10);
      return with0.every((trial) => near(0.123456)(trial.params) < 0.4);
    });
    expect(wins.filter(Boolean).length).toBeGreaterThan(12);
  });
});

function run(
  tuner: Tuner,
  space: SearchSpace,
  loss: (params: JsonObject) => number | null,
  length: number,
  seed: number,
  goal: AskRequest['goal'] = 'minimize',
  first?: JsonObject
): Trial[] {
  const trials: Trial[] = [];
  for (let number = 0; number < length; number++) {
    const params = tuner.ask({ space, goal, trials, number, seed, ...(first && { first }) }) as JsonObject;
    const value = loss(params);
    trials.push({ number, params, value, state: value === null ? 'failed' : 'complete' });
  }
  return trials;
}
