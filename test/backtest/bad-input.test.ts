import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/backtest/backtest.ts';
import { encodeSeries } from '../../src/client/publish/encode-batch.ts';
import { initialState } from '../../src/core/initial-state.ts';
import { accuracyBelow, configOf, minuteMs, noon, policyOf } from '../support/policies.ts';
import { readHistory } from '../../src/cli/input/history/history.ts';
import { resamplerOf } from '../../src/calibrate/noise/resampler.ts';
import { sourcesOf } from '../../src/calibrate/sources-of.ts';
import { levels } from './histories.ts';
import { step } from '../../src/core/step.ts';
import type { Decision } from '../../src/core/state/decision.ts';
import type { Counts } from '../../src/core/state-parts/counts.ts';
import type { MonitorState } from '../../src/core/state/state.ts';
import type { History } from '../../src/backtest/history.ts';
import type { Observation } from '../../src/client/publish/observation.ts';

const policy = policyOf([
  accuracyBelow(0.7, { maxSegments: 2 }),
  { ...accuracyBelow(0.5, { maxSegments: 2 }), name: 'f1' },
]);
type Judged = Pick<Counts, 'observations' | 'invalid' | 'outOfOrder' | 'overCap'> & { decisions: string[] };

function judged({ observations, invalid, outOfOrder, overCap }: Counts, entries: readonly Decision[]): Judged {
  const decisions = entries.map((entry) => `${entry.decision} ${entry.reasons.map(({ text }) => text).join('; ')}`);
  return { observations, invalid, outOfOrder, overCap, decisions };
}

/** As in production: a batch an observation, over the wire, and retrains that never end. */
function inProduction(observations: readonly Observation[]): Judged {
  const recalled = { champion: null, generation: 0 };
  let state: MonitorState = initialState({ config: configOf(), policy, now: noon, recalled });
  let now = noon;
  observations.forEach((observation, i) => {
    const wire: unknown = JSON.parse(JSON.stringify({ source: 'a', seq: i + 1, series: encodeSeries([observation]) }));
    now = Math.max(now, observation.at);
    state = step(state, { type: 'batch', batch: wire }, now).state;
  });
  return judged(state.counts, state.ledger);
}

async function historyOf(observations: readonly Observation[]): Promise<History> {
  const rows = observations.map(({ metric, segment = '', at, value }) => [at, metric, segment, value].join(','));
  const text = ['time,metric,segment,value', ...rows].join('\n');
  const { history } = await readHistory(chunks(text), new Set(['accuracy', 'f1']), {});
  return history;
}

async function* chunks(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

async function inBacktest(observations: readonly Observation[]): Promise<Judged> {
  const history = await historyOf(observations);
  const retrains = { takesMs: 1_000 * minuteMs, outcome: 'failed' } as const;
  const { counts, ledger } = backtest({ config: configOf(), policy, history, retrains });
  return judged(counts, ledger);
}

const stream = (values: readonly number[], at = (i: number): number => noon + i * minuteMs): Observation[] =>
  values.map((value, i) => ({ metric: 'accuracy', segment: undefined, version: undefined, at: at(i), value }));
const noise = levels(3, 0.01, [0.9, 400]);
const odd = (every: number, value: number): Observation[] => stream(noise.map((x, i) => (i % every === 7 ? value : x)));

const inputs: Record<string, Observation[]> = {
  'one point': stream([0.9]),
  'one point beyond the limit': stream([0.1]),
  'a constant series': stream(Array<number>(400).fill(0.9)),
  'NaN now and then': odd(10, Number.NaN),
  'infinity now and then': odd(10, Number.NEGATIVE_INFINITY),
  '1e308 now and then': odd(10, 1e308),
  '-1e308 now and then': odd(10, -1e308),
  'the same time twice': stream(noise, (i) => noon + Math.floor(i / 2) * minuteMs),
  'times that go back': stream(noise, (i) => noon + (i % 10 === 3 ? i - 2 : i) * minuteMs),
  'segments beyond the cap': stream(noise).map((one, i) => ({ ...one, segment: `s${i % 5}` })),
};

describe('odd input', () => {
  it.each(Object.keys(inputs))('is judged by a backtest as in production: %s', async (name) => {
    const observations = inputs[name]!;
    const live = inProduction(observations);
    expect(await inBacktest(observations)).toEqual(live);
    // Every one of them is counted somewhere.
    expect(live.observations + live.invalid + live.overCap).toBe(observations.length);
  });

  it('leaves a metric that the history lacks alone, in both', async () => {
    const observations = stream([0.9, 0.9]);
    const history = await historyOf(observations);
    const retrains = { takesMs: minuteMs, outcome: 'failed' } as const;
    const { missing, ledger } = backtest({ config: configOf(), policy, history, retrains });
    expect({ missing, ledger }).toEqual({ missing: ['f1'], ledger: [] });
    expect(inProduction(observations).decisions).toEqual([]);
  });

  it.each(['NaN now and then', 'infinity now and then', '1e308 now and then', '-1e308 now and then'])(
    'is left out where limits are calibrated: %s',
    async (name) => {
      const { sources } = sourcesOf(await historyOf(inputs[name]!), policy, []);
      const clean = inputs[name]!.filter(({ value }) => Math.abs(value) < 2);
      const times = Float64Array.from(clean, ({ at }) => at);
      const expected = resamplerOf(
        { metric: 'accuracy', segment: '' },
        times,
        Float64Array.from(clean, (one) => one.value)
      );
      expect(sources).toMatchObject([{ observations: 360, mean: expected.mean, sd: expected.sd }]);
      expect(Number.isFinite(sources[0]!.sd)).toBe(true);
    }
  );

  it.each(['the same time twice', 'times that go back'])('does not disturb calibration: %s', async (name) => {
    const [source] = sourcesOf(await historyOf(inputs[name]!), policy, []).sources;
    expect(source).toMatchObject({ observations: 400 });
    // As many a minute as there are.
    expect(source!.stepMs / minuteMs).toBeCloseTo(name === 'times that go back' ? 1 : 0.5, 2);
    expect(source!.sd).toBeCloseTo(0.01, 2);
  });

  it('is refused for calibration with the reason: one point, a constant series, one time for all', async () => {
    const refusal = async (observations: readonly Observation[]): Promise<string> => {
      const history = await historyOf(observations);
      try {
        return JSON.stringify(sourcesOf(history, policy, []));
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(await refusal(inputs['one point']!)).toContain('at least 200 values of `accuracy`');
    expect(await refusal(inputs['a constant series']!)).toContain('Expected `accuracy` to vary');
    expect(await refusal(stream(noise, () => noon))).toContain('Expected the times of `accuracy` to advance');
  });
});
