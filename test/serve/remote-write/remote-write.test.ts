import * as fc from 'fast-check';
import snappy from 'snappyjs';
import { describe, expect, it } from 'vitest';
import { createWorld, model, problemIn, type World, type WorldOptions } from '../world.ts';
import { decodeBatch } from '../../../src/core/wire/batch.ts';
import { decodeWriteRequest } from '../../../src/serve/remote-write/decode-write-request.ts';
import { encode, packed, written, type WrittenSeries } from './write-request.ts';
import { step } from '../../../src/core/step.ts';
import { accuracyBelow, metricOf, policyOf, stateOf } from '../../support/policies.ts';

const path = '/v1/prometheus/write';
const now = Date.now();

function accuracy(samples: [number, number][], labels: Record<string, string> = {}): WrittenSeries {
  return { labels: { __name__: 'accuracy', model, ...labels }, samples };
}

/** What the monitor makes of everything that was sent. */
function counted(world: World) {
  let state = stateOf(policyOf([accuracyBelow(0.1), metricOf('f1')]));
  for (const batch of world.batches) ({ state } = step(state, { type: 'batch', batch }, Date.now()));
  return state.counts;
}

async function send(series: WrittenSeries[], options: WorldOptions = {}) {
  const world = createWorld(options);
  const response = await world.request(path, written(series));
  return { world, response };
}

describe('a write request of a Prometheus', () => {
  it('brings values to the monitor of its label `model`, with segment, version and time', async () => {
    const { world, response } = await send([
      accuracy(
        [
          [0.9, now - 15_000],
          [0.8, now],
        ],
        { segment: 'eu', version: '1.0.0' }
      ),
      { labels: { __name__: 'f1', model }, samples: [[0.7, now]] },
    ]);
    expect(response.status).toBe(204);
    const series = world.batches.flatMap((batch) => {
      const decoded = decodeBatch(batch);
      return typeof decoded === 'string' ? [] : decoded.series;
    });
    expect(series).toMatchObject([
      { metric: 'accuracy', segment: 'eu', version: '1.0.0', t0: now - 15_000, values: [0.9, 0.8] },
      { metric: 'f1', segment: '', version: null, t0: now, values: [0.7] },
    ]);
  });

  it('counts once, however often it comes, and what came before in it too', async () => {
    const world = createWorld();
    const first: [number, number][] = [
      [0.9, now - 30_000],
      [0.8, now - 15_000],
    ];
    for (const samples of [first, first, [...first, [0.7, now] as [number, number]], first])
      expect((await world.request(path, written([accuracy(samples)]))).status).toBe(204);
    expect(counted(world)).toMatchObject({ observations: 3, repeated: 6 });
  });

  it('counts the same moment of two instances twice', async () => {
    const { world } = await send([
      accuracy([[0.9, now]], { instance: 'a' }),
      accuracy([[0.8, now]], { instance: 'b' }),
    ]);
    expect(counted(world).observations).toBe(2);
  });

  it('passes over what is for no monitor, and counts it: other series, other metrics, ends of series', async () => {
    const { world, response } = await send([
      {
        labels: { __name__: 'up', job: 'shop' },
        samples: [
          [1, now],
          [1, now],
        ],
      },
      { labels: { __name__: 'requests', model }, samples: [[5, now]] },
      accuracy([
        [Number.NaN, now],
        [Number.POSITIVE_INFINITY, now],
        [0.9, now],
      ]),
    ]);
    expect(response.status).toBe(204);
    expect(counted(world)).toMatchObject({ observations: 1, unknownMetric: 0, invalid: 0 });
    const metrics = await world.metrics.text();
    for (const [reason, count] of [
      ['no-model', 2],
      ['unknown-metric', 1],
      ['not-a-number', 2],
    ] as const)
      expect(metrics).toContain(`temporal_retrain_prometheus_samples_passed_over_total{reason="${reason}"} ${count}`);
  });

  it('means what the settings say, and passes over metrics that they do not name', async () => {
    const prometheusWrite = {
      model: 'shop:{service}',
      segment: '{region}-{tier}',
      metrics: { ranker_accuracy_ratio: 'accuracy' },
    };
    const { world } = await send(
      [
        {
          labels: { __name__: 'ranker_accuracy_ratio', service: 'ranker', region: 'eu', tier: 'a' },
          samples: [[0.9, now]],
        },
        { labels: { __name__: 'ranker_accuracy_ratio', service: 'ranker', region: 'eu' }, samples: [[0.8, now]] },
        { labels: { __name__: 'f1', service: 'ranker' }, samples: [[0.8, now]] },
      ],
      { prometheusWrite }
    );
    const segments = world.batches.flatMap(({ series }) => series.map(({ metric, segment = '' }) => [metric, segment]));
    expect(segments).toEqual([
      ['accuracy', 'eu-a'],
      ['accuracy', ''],
    ]);
  });
});

describe('a write request that cannot be taken as it is', () => {
  it('is answered 4xx where sending it again would not help, after all else in it was taken', async () => {
    const { world, response } = await send([
      {
        labels: { __name__: 'accuracy', model: 'shop:gone' },
        samples: [
          [0.5, now],
          [0.6, now],
        ],
      },
      { labels: { __name__: 'accuracy', model: 'no id' }, samples: [[0.5, now]] },
      accuracy([
        [93, now],
        [0.9, now],
      ]),
    ]);
    const { status, detail } = await problemIn(response);
    expect(status).toBe(422);
    expect(detail).toContain('No monitor of `shop:gone` is running; and 2 more');
    expect(counted(world).observations).toBe(1);
    expect(await world.metrics.text()).toContain('temporal_retrain_rows_refused_total{reason="unknown-model"} 3');
  });

  it('is not advised to do what no Prometheus can', async () => {
    const { response } = await send([accuracy([[93, now]])]);
    const { status, detail } = await problemIn(response);
    expect(status).toBe(422);
    expect(detail).toMatch(/accuracy must be between 0 and 1, got 93 \(did you mean 0\.93\?\)$/);
  });

  it('with what is no semantic version is answered 4xx, and counted; a time before 1970 has a reason of its own', async () => {
    const { world, response } = await send([
      accuracy([[0.5, now]], { version: 'not semver' }),
      accuracy([
        [0.6, -1],
        [0.9, now],
      ]),
    ]);
    expect(response.status).toBe(422);
    expect((await problemIn(response)).detail).toContain('such as `1.4.0`, got `not semver`');
    expect(counted(world).observations).toBe(1);
    const metrics = await world.metrics.text();
    for (const reason of ['not-a-version', 'before-1970'])
      expect(metrics).toContain(`temporal_retrain_prometheus_samples_passed_over_total{reason="${reason}"} 1`);
  });

  it('is asked for again where the Temporal server does not have it, until it does', async () => {
    let error: Error | undefined = new Error('no server');
    const world = createWorld({ broken: () => error });
    const answers: number[] = [];
    for (let n = 0; n < 3; n++) {
      const response = await world.request(path, written([accuracy([[0.9, now]])]));
      answers.push(response.status);
      expect(response.headers.get('retry-after')).toBe('5');
      expect((await problemIn(response)).detail).toMatch(/^Send it again: /);
    }
    expect(answers).toEqual([503, 503, 503]);
    error = undefined;
    await world.publisher.flush();
    expect(
      (
        await world.request(
          path,
          written([
            accuracy([
              [0.9, now],
              [0.8, now + 1],
            ]),
          ])
        )
      ).status
    ).toBe(204);
    expect(counted(world)).toMatchObject({ observations: 2 });
  });

  it('does not fill the buffer with what comes again and again', async () => {
    const world = createWorld({ broken: () => new Error('no server') });
    for (let n = 0; n < 50; n++) await world.request(path, written([accuracy([[0.9, now]])]));
    expect(world.publisher.pending()).toEqual({ [model]: 1 });
  });
});

describe('what is no write request', () => {
  const good = snappy.compress(encode([accuracy([[0.9, now]])]));

  it.each([
    ['version 2', good, { 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request' }, 415],
    ['JSON', good, { 'content-type': 'application/json' }, 415],
    ['gzip', good, { 'content-encoding': 'gzip' }, 415],
    ['an encoding left out', good, { 'content-encoding': '' }, 415],
    ['a body that is not packed', encode([accuracy([[0.9, now]])]), {}, 400],
    ['nothing', new Uint8Array(), {}, 400],
    ['another message', snappy.compress(new TextEncoder().encode('{"accuracy":0.9}')), {}, 400],
    ['half of one', good.slice(0, good.length - 10), {}, 400],
    ['more than may be', new Uint8Array(70_000), {}, 413],
    ['more than may be when unpacked', snappy.compress(new Uint8Array(70_000)), {}, 413],
  ])('is refused in a sentence: %s', async (_, body, headers, status) => {
    const world = createWorld({ maxBodyBytes: 65_536 });
    const response = await world.request(path, packed(body, headers));
    const problem = await problemIn(response);
    expect(problem.status).toBe(status);
    expect(problem.detail).toMatch(/^Expected /);
    expect(world.batches).toEqual([]);
    expect(world.notes).toEqual([]);
  });

  it('takes version 1 by its whole name', async () => {
    const headers = { 'content-type': 'application/x-protobuf; proto=prometheus.WriteRequest' };
    expect((await createWorld().request(path, packed(good, headers))).status).toBe(204);
  });

  it('is never a fault of ours, whatever the bytes are', async () => {
    const world = createWorld();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, isPacked) => {
        const { status } = await world.request(path, packed(isPacked ? snappy.compress(bytes) : bytes));
        expect([204, 400, 413, 422]).toContain(status);
      })
    );
    expect(world.notes).toEqual([]);
  });

  it('keeps the first character of a label, whatever it is', () => {
    const [read] = decodeWriteRequest(encode([{ labels: { segment: '\ufeffeu' }, samples: [] }]));
    expect(read?.labels).toEqual({ segment: '\ufeffeu' });
  });

  it('reads back what the protocol’s own definition writes', () => {
    const series = fc.record({
      labels: fc.dictionary(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), {
        noNullPrototype: true,
      }),
      samples: fc.array(fc.tuple(fc.double(), fc.integer({ min: -1e13, max: 1e13 }))),
    });
    fc.assert(
      fc.property(fc.array(series), (all) => {
        const read = decodeWriteRequest(encode(all));
        expect(read).toEqual(
          all.map(({ labels, samples }) => ({
            labels,
            samples: samples.map(([value, at]) => ({ value, at })),
          }))
        );
      })
    );
  });
});
