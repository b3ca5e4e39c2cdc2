import { describe, expect, it } from 'vitest';
import { readStanding, rollBackTarget, showWayBack, wayBack } from '../../activities/roll-back-target.ts';
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

describe('wayBack', () => {
  const past = { history: [], versions: [{ version: '1' }, { version: '2' }] };
  const registry = (previous: string): ModelRegistry =>
    ({ aliased: () => Promise.resolve({ version: previous, found: { version: previous } }) }) as never;

  it('of a champion that was set by other means is the alias `previous`, unless that is the champion itself', async () => {
    expect(await wayBack(registry('1'), 'a:b', '2', past)).toBe('1');
    expect(await wayBack(registry('2'), 'a:b', '2', past)).toBeUndefined();
  });
});

describe('readStanding', () => {
  /** In which the champion becomes `3` as the history is read for the first time. */
  const promotedMeanwhile = (history: string[]): ModelRegistry => {
    let champion = '2';
    return {
      versions: () => Promise.resolve([]),
      history: () => {
        champion = '3';
        return Promise.resolve(history.map((to) => ({ to })));
      },
      aliased: () => Promise.resolve({ version: champion }),
    } as never;
  };

  it('reads once more where somebody promotes between two reads', async () => {
    const { champion, history } = await readStanding(promotedMeanwhile(['1', '2', '3']), 'a:b');
    expect(champion?.version).toBe('3');
    expect(history.at(-1)?.to).toBe('3');
  });

  it('takes a champion as it is that stays without being in the history', async () => {
    expect((await readStanding(promotedMeanwhile(['1']), 'a:b')).champion?.version).toBe('3');
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
