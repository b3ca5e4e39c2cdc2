import { describe, expect, it } from 'vitest';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { unknownNames, type AskWorkers, type WorkersSay } from '../../../src/client/workers/unknown-names.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';
import type { WorkerCard } from '../../../src/core/wire/messages.ts';

const own: WorkerCard = { trainers: ['in-process', 'nightly'], tuners: ['tpe'], sources: ['prometheus'] };
const python: WorkerCard = { trainers: ['sklearn'], tuners: [], sources: [] };

function monitorOf(retrain: MonitorFile['retrain'], more: Partial<MonitorFile> = {}) {
  return parseMonitor({ model: 'shop:ranker', metrics: { accuracy: { below: 0.8 } }, retrain, ...more }).config;
}

const pull = (source: string): Partial<MonitorFile> => ({
  pull: { source, every: '1m', queries: { accuracy: 'accuracy' } },
});

/** Answers as those workers would, and keeps what was asked. */
function workers(cards: { own?: WorkerCard; python?: WorkerCard }) {
  const asked: (string | undefined)[] = [];
  const ask: AskWorkers = ({ trainsOn }) => {
    asked.push(trainsOn);
    const card = trainsOn === undefined ? cards.own : cards.python;
    return Promise.resolve({ cards: card ? [card] : [], workers: 1 });
  };
  return { ask, asked };
}

/** Of several workers on a queue, these answer. */
const several =
  (own: WorkersSay, elsewhere: WorkersSay = own): AskWorkers =>
  ({ trainsOn }) =>
    Promise.resolve(trainsOn === undefined ? own : elsewhere);

describe('names in a policy that its workers do not know', () => {
  it('are none where each is known', async () => {
    const { ask } = workers({ own });
    expect(await unknownNames(monitorOf({ trainer: { name: 'nightly' } }, pull('prometheus')), 'ml', ask)).toEqual({
      unknown: [],
      silent: [],
      unheard: [],
    });
  });

  it('are told with what comes of it, what there is, what was likely meant and what to do', async () => {
    const { ask } = workers({ own });
    expect(await unknownNames(monitorOf({ trainer: { name: 'nightli' } }), 'ml', ask)).toEqual({
      silent: [],
      unheard: [],
      unknown: [
        {
          text: 'every retrain of `shop:ranker` would fail: the worker of task queue `ml` has no trainer `nightli`',
          cause: 'it has `in-process`, `nightly`',
          fix: 'did you mean `nightly`? Correct `retrain.trainer.name`, or give the worker that trainer (--trainers <file>; `trainers` of RetrainPlugin)',
        },
      ],
    });
  });

  it('are looked for with the worker that trains, on its own queue', async () => {
    const { ask, asked } = workers({ own, python });
    const there = { trainer: { name: 'sklearn', taskQueue: 'training' } };
    expect(await unknownNames(monitorOf(there), 'ml', ask)).toEqual({ unknown: [], silent: [], unheard: [] });
    expect(new Set(asked)).toEqual(new Set([undefined, 'training']));
    const missing = await unknownNames(monitorOf({ trainer: { name: 'nightly', taskQueue: 'training' } }), 'ml', ask);
    expect(missing.unknown).toMatchObject([
      { text: expect.stringContaining('the worker of task queue `training` has no trainer `nightly`') as string },
    ]);
  });

  it('are sources too, which the own workers ask, wherever the model is trained', async () => {
    const { ask, asked } = workers({ own, python });
    const config = monitorOf({ trainer: { name: 'sklearn', taskQueue: 'training' } }, pull('thanos'));
    expect((await unknownNames(config, 'ml', ask)).unknown).toMatchObject([
      {
        text: 'nothing is pulled for `shop:ranker`: the worker of task queue `ml` has no source `thanos`',
        cause: 'it has `prometheus`',
      },
    ]);
    expect(new Set(asked)).toEqual(new Set(['training', undefined]));
  });

  it('are tuners too, but for the one that runs where the model is trained', async () => {
    const space = { depth: { type: 'int', low: 2, high: 9 } } as const;
    const tuned = (tuner: string) =>
      monitorOf({ trainer: { name: 'sklearn', taskQueue: 'training' }, tuning: { tuner, space } });
    const { ask } = workers({ own: { ...own, tuners: ['random'] }, python });
    expect((await unknownNames(tuned('tpe'), 'ml', ask)).unknown).toMatchObject([
      { text: expect.stringContaining('has no tuner `tpe`') as string, cause: 'it has `random`' },
    ]);
    expect(await unknownNames(tuned('external'), 'ml', ask)).toEqual({ unknown: [], silent: [], unheard: [] });
  });

  it('cannot be told of a worker that does not answer, and the one that is silent is named', async () => {
    const elsewhere = monitorOf({ trainer: { name: 'sklearn', taskQueue: 'training' } });
    const looks = [
      [monitorOf({ trainer: { name: 'nightly' } }), workers({}), ['ml']],
      [elsewhere, workers({ own }), ['training']],
      // The own worker carries the question: it may be the old one.
      [elsewhere, workers({}), ['ml']],
    ] as const;
    for (const [config, { ask }, silent] of looks)
      expect(await unknownNames(config, 'ml', ask)).toEqual({ unknown: [], silent, unheard: [] });
  });

  it('are told of the worker that answers, where another one is silent', async () => {
    const config = monitorOf({ trainer: { name: 'sklearn', taskQueue: 'training' } }, pull('thanos'));
    expect(await unknownNames(config, 'ml', workers({ own }).ask)).toMatchObject({
      unknown: [{ text: expect.stringContaining('has no source `thanos`') as string }],
      silent: ['training'],
    });
    const wrong = monitorOf({ trainer: { name: 'torch', taskQueue: 'training' } }, pull('thanos'));
    expect(await unknownNames(wrong, 'ml', workers({ python }).ask)).toMatchObject({
      unknown: [{ text: expect.stringContaining('has no trainer `torch`') as string }],
      silent: ['ml'],
    });
  });
});

describe('names in a policy that one of several workers does not know', () => {
  const nightly = monitorOf({ trainer: { name: 'nightly' } });
  const plain: WorkerCard = { ...own, trainers: ['in-process'] };
  const textsOf = async (config: typeof nightly, ask: AskWorkers): Promise<string[]> =>
    (await unknownNames(config, 'ml', ask)).unknown.map(({ text }) => text);

  it('are told as what fails now and then, with what those workers have', async () => {
    expect(await unknownNames(nightly, 'ml', several({ cards: [own, plain], workers: 2 }))).toEqual({
      silent: [],
      unheard: [],
      unknown: [
        {
          text: 'of 2 workers of task queue `ml`, one has no trainer `nightly`: a retrain of `shop:ranker` that it takes fails',
          cause: 'it has `in-process`, and another one has `nightly`',
          fix: 'give each of them that trainer (--trainers <file>; `trainers` of RetrainPlugin), or stop those without it',
        },
      ],
    });
    expect(await textsOf(nightly, several({ cards: [plain, own, plain], workers: 3 }))).toEqual([
      'of 3 workers of task queue `ml`, 2 have no trainer `nightly`: a retrain of `shop:ranker` that they take fails',
    ]);
  });

  it('are told as what fails always where none knows them', async () => {
    const { unknown } = await unknownNames(nightly, 'ml', several({ cards: [plain, plain], workers: 2 }));
    expect(unknown).toMatchObject([
      {
        text: 'every retrain of `shop:ranker` would fail: none of 2 workers of task queue `ml` has a trainer `nightly`',
        cause: 'they have `in-process`',
      },
    ]);
  });

  it('are told with how many have answered, where not all have', async () => {
    expect(await textsOf(nightly, several({ cards: [plain], workers: 2 }))).toEqual([
      'of 2 workers of task queue `ml`, one has answered, and it has no trainer `nightly`: a retrain of `shop:ranker` that it takes fails',
    ]);
    expect(await textsOf(nightly, several({ cards: [plain, own], workers: 4 }))).toEqual([
      'of 4 workers of task queue `ml`, 2 have answered, and one of them has no trainer `nightly`: a retrain of `shop:ranker` that it takes fails',
    ]);
    expect(await unknownNames(nightly, 'ml', several({ cards: [own], workers: 2 }))).toEqual({
      unknown: [],
      silent: [],
      unheard: [{ taskQueue: 'ml', answered: 1, workers: 2 }],
    });
  });

  it('are sources and what trains elsewhere, too', async () => {
    const config = monitorOf({ trainer: { name: 'sklearn', taskQueue: 'training' } }, pull('prometheus'));
    const blind: WorkerCard = { ...own, sources: [] };
    const torch: WorkerCard = { ...python, trainers: ['torch'] };
    const ask = several({ cards: [own, blind], workers: 2 }, { cards: [torch, python], workers: 2 });
    expect(await textsOf(config, ask)).toEqual([
      'of 2 workers of task queue `training`, one has no trainer `sklearn`: a retrain of `shop:ranker` that it takes fails',
      'of 2 workers of task queue `ml`, one has no source `prometheus`: a pull for `shop:ranker` that it takes fails',
    ]);
  });
});
