import { describe, expect, it } from 'vitest';
import { quietMoment, type Busyness } from '../../src/worker/quiet-moment.ts';

/** Looks at a worker that has done these things, and then nothing any more. */
async function looksUntilQuiet(
  story: readonly (readonly [activations: number, activities: number])[],
  lookMs = 5
): Promise<number> {
  let looks = 0;
  const busyness = (): Busyness => {
    const [numInFlightWorkflowActivations, numInFlightActivities] = story[Math.min(looks, story.length - 1)]!;
    return { numInFlightWorkflowActivations, numInFlightActivities };
  };
  const pause = (): Promise<void> => {
    looks += 1;
    return Promise.resolve();
  };
  await quietMoment(busyness, { pause, now: () => looks * lookMs });
  return looks;
}

const times = <T>(count: number, what: T): T[] => Array.from({ length: count }, () => what);

describe('the quiet moment in which a worker stops', () => {
  it('comes after some looks where nothing happens, also while activities run on', async () => {
    expect(await looksUntilQuiet([[0, 0]])).toBe(50);
    expect(await looksUntilQuiet([[0, 3]])).toBe(50);
  });

  it('begins anew with each workflow task, and with each activity that begins or ends', async () => {
    expect(await looksUntilQuiet([...times(10, [0, 0] as const), [1, 0], [0, 0]])).toBe(60);
    expect(await looksUntilQuiet([...times(10, [0, 0] as const), [0, 1]])).toBe(60);
    expect(await looksUntilQuiet([...times(10, [0, 2] as const), [0, 1]])).toBe(60);
  });

  it('is not waited for longer than two seconds, however slowly they pass', async () => {
    expect(await looksUntilQuiet([[1, 0]])).toBe(400);
    expect(await looksUntilQuiet([[0, 0]], 200)).toBe(10);
  });
});
