import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { ConfigurationError } from '../../src/terms/errors.ts';
import { faultsOf } from './faults/faults-of.ts';
import { loadMonitor } from '../../src/config/file/load-monitor.ts';
import { monitorSchema } from '../../src/config/schema/monitor-schema.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';

const model = 'shop:ranker';
const named = (count: number, value: (at: number) => unknown, name = 'm'): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at}`, value(at)]));

/** What somebody may send who means harm, or has a loop that is wrong. */
const large: [string, unknown, RegExp][] = [
  [
    '100,000 metrics',
    { model, metrics: named(100_000, () => ({})) },
    /`metrics` .* at most 400 entries long, got 100,000/,
  ],
  ['9,000 unknown fields', { model, ...named(9_000, () => 1) }, /at most 100 entries long, got 9,\d+/],
  ['many values', { model, metrics: named(400, () => named(90, () => 1)) }, /at most 5,000 values in all/],
  ['a text of a megabyte', { model, tenant: 'x'.repeat(1 << 20) }, /at most 262,144 characters in all/],
  ['a key of a megabyte', { model, ['x'.repeat(1 << 20)]: 1 }, /at most 262,144 characters in all/],
  ['many texts', { model, streams: Array.from({ length: 900 }, () => 'x'.repeat(900)) }, /at most 262,144 characters/],
  ['a list of lists', { model, streams: nested(100_000) }, /at most 64 levels deep/],
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = [value];
  return value;
}

describe('a policy that is too large', () => {
  it.each(large)('is refused before it is looked at: %s', (_, monitor, message) => {
    const faults = faultsOf(monitor);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
  });

  it('may be one that holds itself', () => {
    const monitor: Record<string, unknown> = { model };
    monitor['retrain'] = monitor;
    expect(faultsOf(monitor)).toHaveLength(1);
  });

  it('is refused in a file too, before that is parsed', async () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `  m${at}: {}\n`).join('');
    await writeFile(join(folder, 'large.yaml'), `model: a:b\nmetrics:\n${lines}`);
    await expect(loadMonitor(join(folder, 'large.yaml'))).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/at most 512 KiB, got more/),
    });
  });

  it('may hand 2,000 names to its trainer all the same', () => {
    const options = { features: Array.from({ length: 2_000 }, (_, at) => `column-${at}`) };
    expect(faultsOf({ model, retrain: { trainer: { options }, hyperparameters: options } })).toEqual([]);
  });
});

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'hostile-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a policy with many faults', () => {
  const many: [string, unknown, number][] = [
    ['of form', { model, metrics: named(400, () => ({ below: 'low', zebra: 1 })) }, 800],
    ['of sense', { model, metrics: named(400, () => ({})) }, 400],
    ['unknown fields', { model, ...named(90, () => 1) }, 90],
  ];

  it.each(many)('tells the first fifty and counts the rest: %s', (_, monitor, count) => {
    const error = errorOf(monitor);
    expect(error.issues).toHaveLength(50);
    expect(error.message).toMatch(new RegExp(`^Expected the monitor to be valid, found ${count} faults:`));
    expect(error.message).toMatch(/\n {2}- and \d+ more$/);
    expect(error.message.length).toBeLessThan(4_000);
  });

  it('is refused by the activity in a message that every server takes', async () => {
    const { result } = runActivity(activitiesOf({})['retrain.checkMonitor'], many[0]?.[1]);
    const failure = await result.then(
      () => undefined,
      (error: Error & { nonRetryable?: boolean; type?: string }) => error
    );
    expect(failure).toMatchObject({ type: 'ConfigurationError', nonRetryable: true });
    expect(failure?.message.length).toBeLessThan(4_100);
    expect(failure?.stack?.length).toBeLessThan(12_000);
  });

  it('does not drive the terminal it is told on', () => {
    const { message } = errorOf({ model, tenant: '\u001B[2J\u202Eevil', 'a\u001B[31m': 1 });
    expect(message).toContain('\\u202e');
    expect(message).not.toMatch(/\p{Cc}(?<!\n)|\u202E/u);
  });

  it('each takes no longer than the last: work grows with the input', () => {
    const counted = (count: number): number => {
      const reads = { count: 0 };
      const metric = (): unknown =>
        new Proxy(
          { below: 'low' },
          {
            get: (target, key, self): unknown => {
              reads.count += 1;
              return Reflect.get(target, key, self);
            },
          }
        );
      errorOf({ model, metrics: named(count, metric) });
      return reads.count;
    };
    expect(counted(400)).toBeLessThan(5 * counted(100));
  });
});

describe('numbers that no clock and no worker can take', () => {
  it.each([
    ['a freeze after the end of time', { freezes: [{ from: 1e17, to: 1e16 }] }, /`freezes\[0\].from` to be a time/],
    ['an anchor at minus infinity', { schedules: [{ every: '1h', anchor: -1e300 }] }, /anchor` to be a time/],
    ['a type that is no text', space({ type: { toString: 1 } }), /`type` to be float, int or choice/],
    ['a grid of a billion points', space({ type: 'float', low: 0, high: 1, points: 1e9 }), /from 1 to 1000/],
    ['a billion lanes', { retrain: { tuning: { parallel: 1e9 } } }, /parallel` to be a whole number from 1 to 1000/],
    ['a duration as long as a book', { cooldown: '1s'.repeat(100_000) }, /`cooldown`/],
    [
      'a cron expression as long',
      { schedules: [{ cron: `0 0 * * ${'1,'.repeat(9_999)}1` }] },
      /at most 200 characters/,
    ],
  ])('are refused: %s', (_, changes, message) => {
    expect(faultsOf({ model, ...changes })[0]).toMatch(message);
  });
});

function space(x: unknown): object {
  return { retrain: { tuning: { trials: 1, space: { x } } } };
}

describe('whatever JSON comes', () => {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom({ toString: 1 }, { valueOf: null }, { length: -1 }, [], {}, '', 0, -1, 1e17, -1e300, 1e308, null),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '1h',
      '0 3 * * *',
      '2026-01-01',
      'accuracy',
      'in-process',
      '9'.repeat(40)
    )
  );

  /** A monitor with a bit of everything, in which any place may be replaced. */
  const sound = {
    model,
    tenant: 'eu',
    streams: ['a'],
    metrics: {
      accuracy: { below: 0.9, detectors: [{ type: 'cusum', id: 'c', patience: { of: 3, atLeast: 2 } }, 'adwin'] },
      latencyMs: { above: 200, noDataAfter: '1h', seasonality: { by: 'hour-of-day', timeZone: 'Europe/Berlin' } },
    },
    exclude: { weekly: [{ from: '01:00', to: '02:00', days: ['sat'] }], spans: [{ from: 1, to: 2, note: 'x' }] },
    rules: [{ id: 'both', all: ['accuracy:c', { metric: 'latencyMs', segment: 's', level: 'warning' }] }],
    schedules: [
      { every: '1d', anchor: 0 },
      { id: 'n', cron: '0 3 * * *', timeZone: 'UTC', severity: 'soft' },
    ],
    cooldown: '1h',
    quietHours: [{ from: '22:00', to: '06:00' }],
    freezes: [{ from: '2026-01-01', to: '2026-02-01' }],
    budget: { max: 3, per: '7d' },
    retrain: {
      trainer: { name: 'in-process', options: { a: [1, { b: null }] }, timeout: '1h' },
      hyperparameters: { x: 1 },
      tuning: {
        tuner: 'tpe',
        trials: 5,
        pruner: { type: 'asha', reduction: 3 },
        space: {
          x: { type: 'float', low: 1e-4, high: 1e-1, log: true, points: 3 },
          y: { type: 'choice', values: ['a', 'b'] },
          z: { type: 'int', low: 1, high: 9, step: 2, when: { name: 'y', in: ['a'] } },
        },
      },
      data: { softSamples: 100, holdoutSamples: 50, softWindow: '30d' },
      gate: { minSamples: 10, floors: [{ metric: 'accuracy', min: 0.8 }], gains: [{ metric: 'accuracy', minGain: 0 }] },
      approval: { timeout: '1d', reminder: '1h', onTimeout: 'reject' },
      promotion: 'shadow',
      shadow: { samples: 20, metrics: ['accuracy'] },
    },
  };

  const places = (value: unknown, path: string[] = []): string[][] =>
    typeof value === 'object' && value !== null
      ? [path, ...Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]))]
      : [path];

  function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown, name?: string): unknown {
    if (key === undefined) return by;
    const isRenamed = name !== undefined && rest.length === 0;
    const entries = Object.entries(value as object).map(([one, inner]): [string, unknown] =>
      one === key ? [isRenamed ? name : one, replaced(inner, rest, by, name)] : [one, inner]
    );
    return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  }

  function isTyped(monitor: unknown): void {
    try {
      const { policy } = parseMonitor(monitor);
      expect(policy.metrics.length).toBeLessThanOrEqual(400);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      expect(error.message.length).toBeLessThan(4_000);
      expect(error.issues.length).toBeGreaterThan(0);
    }
  }

  it('is the start of all this: the monitor that is changed is sound', () => {
    expect(monitorSchema.safeParse(sound).success).toBe(true);
    expect(faultsOf(sound)).toEqual([]);
    expect(places(sound).length).toBeGreaterThan(90);
  });

  it('becomes a policy, or a typed error that says why not', () => {
    fc.assert(fc.property(fc.jsonValue(), isTyped), { numRuns: 300 });
  });

  it('in any place of a monitor too, and under any name', () => {
    const change = fc.tuple(
      fc.constantFrom(...places(sound)),
      odd,
      fc.option(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')))
    );
    const monitor = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) =>
      changes.reduce<unknown>((whole, [path, by, name]) => {
        try {
          return replaced(whole, path, by, name ?? undefined);
        } catch {
          // Its place is gone: an earlier change has taken what was around it.
          return whole;
        }
      }, sound)
    );
    fc.assert(
      fc.property(monitor, (one) => isTyped(JSON.parse(JSON.stringify(one)))),
      { numRuns: 1_000 }
    );
  });
});

function errorOf(monitor: unknown): ConfigurationError {
  try {
    parseMonitor(monitor);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('Expected the monitor to be refused');
}
