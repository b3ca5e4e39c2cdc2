import { describe, expect, it } from 'vitest';
import { noneServes, RegistryReader, servingOf } from '../../../src/client/versions/registry-reader.ts';
import type { Client } from '@temporalio/client';
import type { ModelCard, VersionCard } from '../../../src/core/wire/model-card.ts';
import type { MonitorCalls } from '../../../src/client/calls/monitor-calls.ts';

const model = 'shop:ranker';
const serving = { version: '1.0.0' } as VersionCard;
const card = (changes: Partial<ModelCard> = {}): ModelCard => ({
  model,
  registry: 'sqlite',
  champion: null,
  challenger: null,
  previous: null,
  serving: null,
  versions: [],
  more: 0,
  reigns: [],
  ...changes,
});

interface Known {
  phase?: string;
  champion?: string | null;
  id?: string | null;
}

/** What a worker's answer reads as, before a monitor that knows so; `null`: it does not answer. */
function read(answer: ModelCard, known: Known | null): Promise<ModelCard> {
  const { phase = 'active', champion = '2.0.0', id = 'mine' } = known ?? {};
  const query = (): Promise<unknown> =>
    known ? Promise.resolve({ phase, champion, registry: { id } }) : Promise.reject(new Error('no answer'));
  const calls = {
    workflow: { describe: () => Promise.resolve({ status: { name: 'RUNNING' }, taskQueue: 'queue' }), query },
    answered: (_: string, call: () => Promise<unknown>) => call(),
    requireAnswer: () => Promise.resolve(),
  } as unknown as MonitorCalls;
  const client = {
    withDeadline: (_: number, call: () => unknown) => call(),
    workflow: { start: () => Promise.resolve({ result: () => Promise.resolve(answer) }) },
  } as unknown as Client;
  const options = { client, model, taskQueue: 'queue', answerTimeoutMs: 1_000 };
  return new RegistryReader(calls, options).read({ versions: 5, reigns: 5 });
}

describe('what the registry knows', () => {
  it('comes with a warning where another registry has answered than the monitor works with', async () => {
    const { warning } = await read(card({ registryId: 'other' }), {});
    expect(warning).toMatch(/reads registry .* not that of the monitor, whose champion is 2\.0\.0: start it with/);
    const without = await read(card({ registryId: 'other' }), { champion: null });
    expect(without.warning).toContain('it is not that of the monitor: start it with');
  });

  it('is warned of also where the other registry has a champion of its own', async () => {
    const answer = await read(card({ registryId: 'other', champion: '1.0.0', serving }), {});
    expect(answer.warning).toBeDefined();
    expect(() => servingOf(answer)).toThrow('whose champion is 2.0.0');
  });

  it.each<[string, Partial<ModelCard>, Known | null]>([
    ['the same one has answered', { registryId: 'mine' }, {}],
    ['the worker is older', {}, {}],
    ['the monitor has not met its registry yet', { registryId: 'other' }, { id: null }],
    ['the monitor was stopped', { registryId: 'other' }, { phase: 'stopped' }],
    ['the monitor does not answer', { registryId: 'other' }, null],
  ])('comes without one where %s', async (_, changes, known) => {
    expect(await read(card(changes), known)).toEqual(card(changes));
  });
});

describe('the version that serves', () => {
  it('is the champion, or none', () => {
    expect(servingOf(card({ champion: '1.0.0', serving }))).toBe(serving);
    expect(servingOf(card())).toBeNull();
  });

  it.each<[Partial<ModelCard>, string]>([
    [
      { challenger: '1.0.0' },
      'No version of `shop:ranker` serves yet; 1.0.0 waits: `temporal-retrain monitor approve shop:ranker`, once its monitor runs',
    ],
    [
      {},
      'ask for a retrain with `temporal-retrain monitor retrain shop:ranker`, or adopt a version that is registered',
    ],
    [{ champion: '1.0.0' }, 'The champion 1.0.0 of `shop:ranker` is no longer in the registry; choose another with'],
  ])('where there is none, the next step is named: %j', (changes, text) => {
    expect(noneServes(card(changes))).toContain(text);
  });
});
