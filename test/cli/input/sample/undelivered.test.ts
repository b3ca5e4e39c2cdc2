import { expect, it } from 'vitest';
import { Undelivered } from '../../../../src/cli/input/sample/undelivered.ts';

const rowsUntil = (delivered: number): Undelivered =>
  new Undelivered({ delivered: () => delivered, note: () => undefined, patienceMs: 1_000 });

it('a row that could not be taken, and was given back, is missing nowhere', () => {
  const rows = rowsUntil(1);
  rows.take(2, 1, true);
  rows.take(3, 1, true);
  rows.giveBack(1);
  expect(rows.text(true)).toBeUndefined();
});

it('of those that are missing, one that was given back is none', () => {
  const rows = rowsUntil(2);
  rows.take(2, 2, true);
  rows.take(3, 2, true);
  rows.take(4, 2, false);
  rows.giveBack(2);
  expect(rows.text(false)).toBe(
    '1 of 2 rows delivered; the rest is not kept: send what stands from line 3 on again (what has arrived of it counts once, so that all may be sent again)'
  );
});
