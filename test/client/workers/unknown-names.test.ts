import { describe, expect, it } from 'vitest';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { unknownNames } from '../../../src/client/workers/unknown-names.ts';
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
  const ask = ({ trainsOn }: { trainsOn?: string }): Promise<WorkerCard | undefined> => {
    asked.push(trainsOn);
    return Promise.resolve(trainsOn === undefined ? cards.own : cards.python);
  };
  return { ask, asked };
}

describe('names in a policy that its workers do not know', () => {
  it('are none where each is known', async () => {
    const { ask } = workers({ own });
    expect(await unknownNames(monitorOf({ trainer: { name: 'nightly' } }, pull('prometheus')), 'ml', ask)).toEqual({
      unknown: [],
      silent: [],
    });
  });

  it('are told with what comes of it, what there is, what was likely meant and what to do', async () => {
    const { ask } = workers({ own });
    expect(await unknownNames(monitorOf({ trainer: { name: 'nightli' } }), 'ml', ask)).toEqual({
      silent: [],
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
    expect(await unknownNames(monitorOf(there), 'ml', ask)).toEqual({ unknown: [], silent: [] });
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
    expect(await unknownNames(tuned('external'), 'ml', ask)).toEqual({ unknown: [], silent: [] });
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
      expect(await unknownNames(config, 'ml', ask)).toEqual({ unknown: [], silent });
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
