import { describe, expect, it } from 'vitest';
import { Foreseen } from '../../../src/client/versions/foreseen.ts';
import { QueryNotRegisteredError, type Client } from '@temporalio/client';
import { ServerUnavailableError } from '../../../src/terms/errors.ts';
import type { Foreseeable, Foresight } from '../../../src/core/wire/answers.ts';
import type { ModelCard, ModelQuery } from '../../../src/core/wire/model-card.ts';
import type { MonitorCalls } from '../../../src/client/calls/monitor-calls.ts';

const model = 'shop:ranker';
const told: Foresight[] = [
  { command: 'pause', isAllowed: true, text: 'It keeps watching' },
  { command: 'rollback', isAllowed: true, text: 'The version before serves again' },
];
const underWay: Foresight[] = [{ command: 'rollback', isAllowed: false, text: 'A rollback is under way' }];

/** Before a monitor that foretells so, and a registry that is read as told. */
function foreseen(read: (query: ModelQuery) => Partial<ModelCard>, monitor = told, phase = 'active'): Foreseen {
  const calls = {
    workflow: {
      describe: () => Promise.resolve({ status: { name: 'RUNNING' }, taskQueue: 'queue' }),
      query: () => Promise.resolve({ phase, champion: '1.0.0', registry: { id: 'mine' } }),
    },
    answered: (_: string, call: () => Promise<unknown>) => call(),
    requireAnswer: () => Promise.resolve(),
    query: () => Promise.resolve({ command: 'adopt', isAllowed: true, text: 'It becomes the champion' }),
    queryNow: () => Promise.resolve(monitor),
  } as unknown as MonitorCalls;
  const client = {
    withDeadline: (_: number, call: () => unknown) => call(),
    workflow: {
      start: (_: string, { args: [query] }: { args: [ModelQuery] }) =>
        Promise.resolve({ result: async () => Promise.resolve(read(query)) }),
    },
  } as unknown as Client;
  return new Foreseen(calls, { client, model, taskQueue: 'queue', answerTimeoutMs: 1_000 });
}

const alone = (): Partial<ModelCard> => ({ champion: '1.0.0', previous: null });
const noAnswer = (): never => {
  throw new Error('the registry is down');
};

describe('before a worker that is older and knows no question about one command', () => {
  const older = (): Foreseen => {
    const unknown = new QueryNotRegisteredError('Query foresee not found', 3);
    const answers: Foresight[] = [
      { command: 'retrain', isAllowed: true, text: 'A soft retrain starts at once' },
      { command: 'rebuild', isAllowed: true, text: 'A rebuild starts at once' },
    ];
    const calls = {
      query: () => Promise.reject(new ServerUnavailableError('It does not know it', { cause: unknown })),
      queryNow: () => Promise.resolve(answers),
    } as unknown as MonitorCalls;
    return new Foreseen(calls, { client: {} as Client, model, taskQueue: 'queue', answerTimeoutMs: 1_000 });
  };

  it('a retrain is foretold as it is among all commands', async () => {
    expect(await older().one({ name: 'retrain' })).toMatchObject({ command: 'retrain' });
    expect(await older().one({ name: 'retrain', severity: 'full' })).toMatchObject({ command: 'rebuild' });
  });

  it.each<[Foreseeable, string]>([
    [{ name: 'adopt', version: '1.0.0' }, `\`temporal-retrain monitor versions ${model}\` tells`],
    [{ name: 'retrain', respectHolds: true }, `\`temporal-retrain monitor explain ${model}\` tells`],
  ])('of %j it says that nothing was done, and which command tells as much as it can', async (said, next) => {
    await expect(older().one(said)).rejects.toMatchObject({
      name: 'ServerUnavailableError',
      message: expect.stringContaining('nothing was done') as string,
    });
    await expect(older().one(said)).rejects.toThrow(next);
  });
});

describe('a rollback', () => {
  it('is foretold and refused in the same words where no version that served before is left', async () => {
    const all = await foreseen(alone).all();
    const { text } = all.find(({ isAllowed }) => !isAllowed) ?? {};
    expect(all).toMatchObject([told[0], { command: 'rollback', isAllowed: false }]);
    await expect(foreseen(alone).requireWayBack()).rejects.toMatchObject({
      name: 'CommandRejectedError',
      code: 'no-previous-version',
      message: text,
    });
  });

  it.each<[string, (query: ModelQuery) => Partial<ModelCard>, Foresight[]]>([
    ['there is a way back', () => ({ champion: '1.0.1', previous: '1.0.0' }), told],
    ['the registry does not answer', noAnswer, told],
    ['a registry without the model answers, which may be another', () => ({ champion: null, previous: null }), told],
    ['another registry than its own answers', () => ({ ...alone(), registryId: 'other' }), told],
    ['the monitor itself has another reason to refuse it', alone, underWay],
  ])('is left to the monitor where %s', async (_, read, monitor) => {
    expect(await foreseen(read, monitor).all()).toEqual(monitor);
    await expect(foreseen(read, monitor).requireWayBack()).resolves.toBeUndefined();
  });
});

describe('an adoption', () => {
  const registered = ['1.0.1', '1.0.0'].map((version) => ({ version })) as ModelCard['versions'];

  it('is foretold as the monitor tells it where the version is registered, and else refused as when it is asked for', async () => {
    const read = ({ whole }: ModelQuery): Partial<ModelCard> => ({
      registry: 'sqlite',
      versions: registered,
      more: 0,
      ...(whole === '1.0.1' ? { whole: registered[0] as never } : {}),
    });
    const tellers = foreseen(read);
    expect(await tellers.one({ name: 'adopt', version: '1.0.1' })).toMatchObject({ text: 'It becomes the champion' });
    await expect(tellers.one({ name: 'adopt', version: '7.0.0' })).rejects.toThrow(/there are 1\.0\.1, 1\.0\.0/);
  });

  it('of a version that is not registered is refused, with those that are', async () => {
    const read = (): Partial<ModelCard> => ({ registry: 'sqlite', versions: registered, more: 0 });
    await expect(foreseen(read).requireVersion('7.0.0')).rejects.toMatchObject({
      name: 'VersionNotFoundError',
      message: expect.stringMatching(/`7\.0\.0`.*`sqlite`, there are 1\.0\.1, 1\.0\.0; name one/) as string,
    });
  });

  it('is left to a monitor that has been stopped, which says so itself', async () => {
    const read = (): Partial<ModelCard> => ({ registry: 'sqlite', versions: registered, more: 0 });
    await expect(foreseen(read, told, 'stopped').requireVersion('7.0.0')).resolves.toBeUndefined();
  });

  it.each<[string, (query: ModelQuery) => Partial<ModelCard>]>([
    ['it is there', () => ({ whole: {} as never })],
    ['an older worker tells nothing of one version', () => ({ versions: registered, more: 0 })],
    ['there are more than are told', () => ({ versions: registered.slice(0, 1), more: 1 })],
    ['the registry does not answer', noAnswer],
  ])('goes to the registry where %s', async (_, read) => {
    await expect(foreseen(read).requireVersion('1.0.0')).resolves.toBeUndefined();
  });
});
