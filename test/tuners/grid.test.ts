import { describe, expect, it } from 'vitest';
import { grid } from '../../src/tuners/grid.ts';
import type { AskRequest, SearchSpace } from '../../src/tuners/tuner.ts';

const request = (space: SearchSpace, number: number): AskRequest => {
  return { space, goal: 'maximize', trials: [], number, seed: 1 };
};

describe('grid', () => {
  const space: SearchSpace = {
    learningRate: { type: 'float', low: 1e-4, high: 1e-2, log: true, points: 3 },
    epochs: { type: 'int', low: 5, high: 15, step: 5 },
  };

  it('goes through every combination once, then answers null', () => {
    const points = Array.from({ length: 9 }, (_, number) => JSON.stringify(grid.ask(request(space, number))));
    expect(new Set(points).size).toBe(9);
    expect(grid.ask(request(space, 9))).toBeNull();
  });

  it('comes back to the whole grid after the parameters it was given first', () => {
    const ask = (number: number): string =>
      JSON.stringify(grid.ask({ ...request(space, number), first: { learningRate: 0.005, epochs: 10 } }));
    const points = Array.from({ length: 10 }, (_, number) => ask(number));
    expect(points[0]).toBe('{"learningRate":0.005,"epochs":10}');
    expect(new Set(points.slice(1)).size).toBe(9);
    expect(ask(10)).toBe('null');
  });

  it('a grid beyond counting is refused with a way out', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`x${i}`, { type: 'float', low: 0, high: 1 } as const])
    );
    expect(() => grid.ask(request(wide, 0))).toThrow('to have at most 2^53 points, got 9.3e+20; lower `points`');
  });
});
