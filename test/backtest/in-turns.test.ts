import { expect, it } from 'vitest';
import { finish, type Steps } from '../../src/backtest/steps.ts';
import { inTurns } from '../../src/backtest/in-turns.ts';

function* counting(to: number): Steps<number> {
  let count = 0;
  while (count < to) {
    count += 1;
    yield;
  }
  return count;
}

it('work in turns comes to the same as all at once', async () => {
  expect(await inTurns(counting(1_000), new AbortController().signal)).toBe(1_000);
  expect(finish(counting(1_000))).toBe(1_000);
});

it('work without an end is left when the signal comes', async () => {
  const abort = new AbortController();
  // This comes to pass only when the work lets others have their turn.
  setImmediate(() => abort.abort());
  await expect(inTurns(counting(Number.POSITIVE_INFINITY), abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
