import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { newestTaken } from '../../activities/newest-taken.ts';

async function asked(
  known: number,
  isTaken: (number: number) => boolean
): Promise<{ newest: number; questions: number }> {
  let questions = 0;
  const newest = await newestTaken(known, (number) => {
    questions += 1;
    return Promise.resolve(isTaken(number));
  });
  return { newest, questions };
}

describe('the newest number that is taken', () => {
  it.each([0, 1, 2, 3, 7, 8, 9, 1_000])('is found after %i in a row', async (count) => {
    expect((await asked(5, (number) => number <= 5 + count)).newest).toBe(5 + count);
  });

  it('costs few questions, whoever has taken how many', async () => {
    expect(await asked(0, () => false)).toEqual({ newest: 0, questions: 1 });
    const { newest, questions } = await asked(40, (number) => number <= 1_000_000);
    expect(newest).toBe(1_000_000);
    expect(questions).toBeLessThan(45);
    expect((await asked(0, () => true)).questions).toBeLessThan(110);
  });

  it('is followed by a free one, also where numbers are missing in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), async (taken) => {
        const { newest } = await asked(0, (number) => taken.includes(number));
        expect(taken).not.toContain(newest + 1);
        expect(newest === 0 || taken.includes(newest)).toBe(true);
      })
    );
  });
});
