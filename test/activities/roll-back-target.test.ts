import { describe, expect, it } from 'vitest';
import { rollBackTarget } from '../../activities/roll-back-target.ts';
import type { AliasChange } from '../../src/registry/registry.ts';

const target = (moves: (string | null)[]): string | undefined => {
  const history = moves.map((to, i): AliasChange => {
    const from = moves[i - 1] ?? null;
    return { model: 'a:b', alias: 'champion', from, to, at: i, changeId: String(i), reason: '', actor: '' };
  });
  return rollBackTarget(history, moves.at(-1) ?? null);
};

describe('rollBackTarget', () => {
  it.each([
    ['of two versions the first', ['1', '2'], '1'],
    ['of one version none', ['1'], undefined],
    ['after a rollback nothing newer', ['1', '2', '1'], undefined],
    ['a second rollback goes further back', ['1', '2', '3', '2'], '1'],
    ['a version promoted after a rollback goes back to what served then', ['1', '2', '1', '3'], '1'],
    ['an alias that was taken away meanwhile is passed over', ['1', null, '2'], '1'],
  ])('%s', (_, moves, wanted) => {
    expect(target(moves)).toBe(wanted);
  });

  it('a history that does not end at the champion explains nothing', () => {
    expect(rollBackTarget([], '2')).toBeUndefined();
  });
});
