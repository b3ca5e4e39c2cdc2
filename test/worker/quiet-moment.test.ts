import { describe, expect, it } from 'vitest';
import { quietMoment, type Busyness } from '../../src/worker/quiet-moment.ts';

/** Looks at a worker that has done these things, and then nothing any more. */
async function looksUntilQuiet(story: readonly [activations: number, activities: number][]): Promise<number> {
  let looks = 0;
  const busyness = (): Busyness => {
    const [numInFlightWorkflowActivations, numInFlightActivities] = story[Math.min(looks, story.length - 1)]!;
    return { numInFlightWorkflowActivations, numInFlightActivities };
  };
  await quietMoment(busyness, () => {
    looks += 1;
    return Promise.resolve();
  });
  return looks;
}

const times = <T>(count: number, what: T): T[] => Array.from({ length: count }, () => what);

describe('the quiet moment in which a worker stops', () => {
  it('comes after a few looks where nothing happens, also while activities run on', async () => {
    expect(await looksUntilQuiet([[0, 0]])).toBe(30);
    expect(await looksUntilQuiet([[0, 3]])).toBe(30);
  });

  it('begins anew with each workflow task, and with each activity that begins or ends', async () => {
    expect(await looksUntilQuiet([...times(10, [0, 0] as const), [1, 0], [0, 0]].map(([a, b]) => [a, b]))).toBe(40);
    expect(await looksUntilQuiet([...times(10, [0, 0] as const), [0, 1]].map(([a, b]) => [a, b]))).toBe(40);
    expect(await looksUntilQuiet([...times(10, [0, 2] as const), [0, 1]].map(([a, b]) => [a, b]))).toBe(40);
  });

  it('is not waited for longer than two seconds', async () => {
    expect(await looksUntilQuiet([[1, 0]])).toBe(399);
  });
});
