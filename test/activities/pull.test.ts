import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { ScheduleNotFoundError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { accuracyBelow, metricOf, policyOf, stateOf } from '../support/policies.ts';
import { activitiesOf } from '../support/run-activity.ts';
import { SourceError } from '../../src/terms/errors.ts';
import { step } from '../../src/core/step.ts';
import type { Client } from '@temporalio/client';
import type { MetricBatch } from '../../src/core/wire/batch.ts';
import type { MonitorState } from '../../src/core/state/state.ts';
import type { PullAnswer, PullJob } from '../../activities/contract.ts';
import type { RangeQuery, RangeSeries } from '../../src/sources/metric-source.ts';

const everyMs = 60_000;
const slot = (n: number): number => 28_000_000 * everyMs + n * everyMs;

function jobOf(
  from: number,
  to: number,
  queries: PullJob['pull']['queries'] = { accuracy: { query: 'a', segment: null } }
): PullJob {
  return {
    model: 'shop:ranker',
    pull: { source: 'prometheus', everyMs, delayMs: 0, catchUpMs: 0, queries },
    from: slot(from),
    to: slot(to),
  };
}

/** A worker with one source, and what its monitor makes of the signals. */
class World {
  readonly batches: MetricBatch[] = [];
  readonly deleted: string[] = [];
  state: MonitorState = stateOf(policyOf([accuracyBelow(0.1, { window: 1_000 }), metricOf('f1')]));
  isGone = false;
  /** As the server says it of a monitor that was found, or of the last one. */
  status: string | undefined;
  /** The server does not say whether there is a monitor. */
  isMute = false;
  answer: (query: RangeQuery) => RangeSeries[];

  constructor(answer: (query: RangeQuery) => RangeSeries[]) {
    this.answer = answer;
  }

  pull(job: PullJob): Promise<PullAnswer> {
    const sources = new Map([
      [
        'prometheus',
        { name: 'prometheus', range: (query: RangeQuery) => Promise.resolve().then(() => this.answer(query)) },
      ],
    ]);
    const client = {
      workflow: {
        getHandle: () => ({
          signal: (_: string, batch: MetricBatch) => this.signal(batch),
          describe: () =>
            this.isMute
              ? Promise.reject(new Error('no server'))
              : Promise.resolve({ status: { name: this.status ?? (this.isGone ? 'TERMINATED' : 'RUNNING') } }),
        }),
      },
      schedule: {
        getHandle: (id: string) => ({
          delete: () => {
            if (this.deleted.includes(id)) return Promise.reject(new ScheduleNotFoundError('gone', id));
            return Promise.resolve(void this.deleted.push(id));
          },
        }),
      },
      withAbortSignal: (_: unknown, call: () => unknown) => call(),
    } as unknown as Client;
    return new MockActivityEnvironment({}, { client, logger: new DefaultLogger('ERROR') }).run(
      activitiesOf({ sources })['retrain.pull'],
      job
    );
  }

  private signal(batch: MetricBatch): Promise<void> {
    if (this.isGone) return Promise.reject(new WorkflowNotFoundError('gone', 'monitor/shop:ranker', undefined));
    this.batches.push(batch);
    this.state = step(this.state, { type: 'batch', batch: JSON.parse(JSON.stringify(batch)) }, slot(1_000)).state;
    return Promise.resolve();
  }
}

/** Every slot has a value. */
const full = ({ from, to, stepMs }: RangeQuery): RangeSeries[] => {
  const points: [number, number][] = [];
  for (let at = from; at <= to; at += stepMs) points.push([at, 0.5 + ((at / stepMs) % 100) / 1_000]);
  return [{ labels: {}, points }];
};

describe('a pull', () => {
  it('hands the monitor one value for each time, at its time', async () => {
    const world = new World(full);
    expect(await world.pull(jobOf(1, 3))).toEqual({ until: slot(3), values: 3 });
    expect(world.state.counts.observations).toBe(3);
    expect(world.state.series['accuracy/']?.lastAt).toBe(slot(3));
  });

  it('counts once what is asked for again, by a retry or by another span', async () => {
    const world = new World(full);
    for (const [from, to] of [
      [1, 3],
      [1, 3],
      [2, 6],
      [1, 7],
      [7, 7],
    ] as const)
      await world.pull(jobOf(from, to));
    expect(world.state.counts.observations).toBe(7);
  });

  it('sends nothing where there is nothing: the monitor sees silence', async () => {
    const world = new World(() => []);
    expect(await world.pull(jobOf(1, 3))).toEqual({ until: slot(3), values: 0 });
    expect(world.batches).toEqual([]);
  });

  it('names segments by a label, each with a memory of its own', async () => {
    const queries = { accuracy: { query: 'a', segment: 'region' } };
    const world = new World((query) =>
      ['eu', 'us'].map((region) => ({ labels: { region }, points: full(query)[0]!.points }))
    );
    await world.pull(jobOf(1, 3, queries));
    await world.pull(jobOf(2, 4, queries));
    expect(Object.values(world.state.series).map(({ segment, n }) => [segment, n])).toEqual([
      ['eu', 4],
      ['us', 4],
    ]);
  });

  it.each<[string, Record<string, string>[], string]>([
    [
      'several of one segment',
      [
        { region: 'eu', pod: '1' },
        { region: 'eu', pod: '2' },
      ],
      'with `eu`',
    ],
    ['several without it', [{ pod: '1' }, { region: 'eu' }, { region: '' }], 'without that label'],
    ['a label that is too long for a segment', [{ region: 'x'.repeat(200) }], 'to have 1 to 128 characters'],
    ['a label that a segment cannot be', [{}, { region: 'a\nb' }], 'to have 1 to 128 characters'],
  ])('refuses %s, and counts none of them as another', async (_, labels, said) => {
    const queries = { accuracy: { query: 'a', segment: 'region' } };
    const world = new World((query) => labels.map((one) => ({ ...full(query)[0]!, labels: one })));
    await expect(world.pull(jobOf(1, 3, queries))).rejects.toThrow(said);
    expect(world.batches).toEqual([]);
  });

  it('asks for one series where no label names segments', async () => {
    const world = new World((query) => [...full(query), ...full(query)]);
    await expect(world.pull(jobOf(1, 3))).rejects.toThrow('Expected one series for `accuracy`, got 2');
    expect(world.batches).toEqual([]);
  });

  it('ends where a signal has no more room, and says how far it came', async () => {
    const queries = { accuracy: { query: 'a', segment: 'region' } };
    const world = new World((query) =>
      Array.from({ length: 50 }, (_, n) => ({ labels: { region: `r${n}` }, points: full(query)[0]!.points }))
    );
    const { until, values } = await world.pull(jobOf(1, 500, queries));
    expect(until).toBe(slot(160));
    expect(values).toBe(8_000);
    expect(JSON.stringify(world.batches[0]).length).toBeLessThan(400_000);
    expect((await world.pull(jobOf(161, 500, queries))).until).toBe(slot(320));
  });

  it('leaves out what is not at a time that was asked for', async () => {
    const world = new World(() => [
      {
        labels: {},
        points: [
          [slot(0), 1],
          [slot(1), 0.5],
          [slot(1) + 1, 0.6],
          [slot(9), 0.7],
        ],
      },
    ]);
    expect(await world.pull(jobOf(1, 3))).toEqual({ until: slot(3), values: 1 });
  });

  it('ends its own schedule where there is no monitor any more', async () => {
    const world = new World(full);
    world.isGone = true;
    for (let n = 0; n < 2; n++) expect(await world.pull(jobOf(1, 1))).toMatchObject({ isOver: true });
    expect(world.deleted).toEqual(['pull/shop:ranker']);
  });

  const fails = (permanent: boolean) => (): RangeSeries[] => {
    throw new SourceError('no', { permanent });
  };

  it.each([
    ['has no answer', fails(false), {}],
    ['is refused', fails(true), {}],
    ['is answered with nothing', () => [], {}],
    ['is of a source that nobody here knows', full, { source: 'thanos' }],
  ])('ends its own schedule without a monitor also where its query %s', async (_, answer, changes) => {
    const world = new World(answer);
    const job = { ...jobOf(1, 1), each: true as const };
    const pull = (): Promise<PullAnswer> => world.pull({ ...job, pull: { ...job.pull, ...changes } });
    await pull().catch(() => undefined);
    expect(world.deleted).toEqual([]);
    world.isGone = true;
    for (let n = 0; n < 2; n++) expect(await pull()).toMatchObject({ isOver: true });
    expect(world.deleted).toEqual(['pull/shop:ranker']);
  });

  it.each(['PAUSED', 'CONTINUED_AS_NEW', 'UNKNOWN', 'UNSPECIFIED'])(
    'keeps the schedule of a monitor that is %s',
    async (status) => {
      const world = new World(() => []);
      world.status = status;
      expect(await world.pull(jobOf(1, 1))).toEqual({ until: slot(1), values: 0 });
      world.answer = fails(false);
      await expect(world.pull(jobOf(1, 1))).rejects.toThrow('no');
      expect(world.deleted).toEqual([]);
    }
  );

  it.each(['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT'])(
    'ends the schedule of a monitor that is %s',
    async (status) => {
      const world = new World(() => []);
      world.status = status;
      expect(await world.pull(jobOf(1, 1))).toMatchObject({ isOver: true });
    }
  );

  it('keeps the schedule of a monitor that was started anew after a signal found none, and tries again', async () => {
    const world = new World(full);
    world.isGone = true;
    world.status = 'RUNNING';
    await expect(world.pull(jobOf(1, 1))).rejects.toMatchObject({ nonRetryable: false });
    expect(world.deleted).toEqual([]);
  });

  it('says why it fails where nobody can say whether the monitor is there', async () => {
    const world = new World(fails(false));
    world.isMute = true;
    await expect(world.pull({ ...jobOf(1, 1), each: true as const })).rejects.toThrow('no');
    expect(world.deleted).toEqual([]);
  });

  it('counts what is answered, and says which queries are refused and which got no answer', async () => {
    const queries = Object.fromEntries(
      ['accuracy', 'f1', 'logLoss'].map((metric) => [metric, { query: metric, segment: null }])
    );
    const world = new World((query) => {
      if (query.query === 'f1') throw new SourceError('refused: parse error', { permanent: true });
      if (query.query === 'logLoss') throw new SourceError('did not answer');
      return full(query);
    });
    const job = { ...jobOf(1, 3, queries), each: true as const };
    expect(await world.pull(job)).toEqual({
      until: slot(3),
      values: 3,
      refused: { f1: 'refused: parse error' },
      unanswered: ['logLoss'],
    });
    expect(world.state.series['accuracy/']?.n).toBe(3);
    const alone = { ...jobOf(1, 3, { logLoss: queries['logLoss']! }), each: true as const };
    await expect(world.pull(alone)).rejects.toThrow('did not answer');
    world.answer = full;
    const late = { ...jobOf(1, 3, { f1: queries['f1']! }), each: true as const, isLate: true as const };
    expect(await world.pull(late)).toEqual({ until: slot(3), values: 3 });
    expect(world.state.series['f1/']?.n).toBe(3);
    expect(world.state.counts.duplicates).toBe(0);
  });

  it('counts what only another attempt was answered, whose first had no way to say so', async () => {
    const queries = Object.fromEntries(['accuracy', 'f1'].map((metric) => [metric, { query: metric, segment: null }]));
    const world = new World((query) => {
      if (query.query === 'f1') throw new SourceError('did not answer');
      return full(query);
    });
    const job = { ...jobOf(1, 3, queries), each: true as const };
    await world.pull(job);
    world.answer = full;
    expect(await world.pull(job)).toEqual({ until: slot(3), values: 6 });
    expect(world.state.series['accuracy/']?.n).toBe(3);
    expect(world.state.series['f1/']?.n).toBe(3);
  });

  it('names the sources that there are when its own is not among them', async () => {
    const job = jobOf(1, 1);
    await expect(new World(full).pull({ ...job, pull: { ...job.pull, source: 'thanos' } })).rejects.toThrow(
      'Source `thanos` is not known to this worker; known: prometheus'
    );
  });
});
