import { describe, expect, it } from 'vitest';
import { rollBackTarget, showWayBack } from '../../activities/roll-back-target.ts';
import type { AliasChange, AliasState, ModelRegistry } from '../../src/registry/registry.ts';

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

describe('showWayBack', () => {
  const why = { model: 'a:b', changeId: 'back', actor: 'ana', reason: 'bad' };
  const moved = async (previous: AliasState): Promise<unknown[]> => {
    const asked: unknown[] = [];
    const registry = {
      versions: () => Promise.resolve([]),
      history: () => Promise.resolve([{ to: '1' }, { to: '2' }, { to: '1' }]),
      aliased: (_: string, alias: string) => Promise.resolve(alias === 'champion' ? { version: '1' } : previous),
      setAlias: (request: unknown) => Promise.resolve(asked.push(request)),
    } as unknown as ModelRegistry;
    await showWayBack(registry, why);
    return asked;
  };

  it('takes `previous` from the version that was left, but not from where a person has put it', async () => {
    const change = { ...why, alias: 'previous', version: null, expected: '2', changeId: 'back/previous' };
    expect(await moved({ version: '2' })).toEqual([change]);
    expect(await moved({ version: '2', shown: '0.9' })).toEqual([]);
  });
});
