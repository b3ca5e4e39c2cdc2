/**
 * Our detectors against River on streams and parameters drawn at random: every drift and every warning at the same
 * index, or an exit code of 1.
 *
 *     npx tsx bench/detectors/agreement.ts [cases a detector] [seed]
 */
import { autoregressive, bits, normals, rounded, shares, studentT } from './draws.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { detectors } from '../../src/detectors/index.ts';
import { resolveOptions } from '../../src/detectors/options.ts';
import { startRiver, type River, type RiverAlarms } from './river.ts';

const cases = Number(process.argv[2] ?? 150);
const seed = Number(process.argv[3] ?? Date.now());

/** Parameters of each detector within sensible and less sensible bounds, by River's names. */
const draws: Record<string, (rng: Rng) => Record<string, unknown>> = {
  adwin: (rng) => ({
    delta: between(rng, 1e-6, 0.3),
    clock: pick(rng, [1, 2, 7, 32, 100]),
    max_buckets: rng.int(2, 9),
    min_window_length: rng.int(1, 20),
    grace_period: rng.int(1, 60),
  }),
  'page-hinkley': (rng) => ({
    min_instances: rng.int(1, 80),
    delta: between(rng, 1e-4, 1),
    threshold: between(rng, 0.05, 80),
    alpha: pick(rng, [1, 0.9999, 0.99, 0.9]),
    mode: pick(rng, ['up', 'down', 'both']),
  }),
  kswin: (rng) => {
    const size = rng.int(5, 60);
    return { alpha: between(rng, 1e-6, 0.05), window_size: 2 * size, stat_size: size };
  },
  ddm: (rng) => {
    const warning = between(rng, 0.5, 3);
    return {
      warm_start: rng.int(0, 100),
      warning_threshold: warning,
      drift_threshold: warning + between(rng, 0.01, 3),
    };
  },
  eddm: (rng) => {
    const beta = between(rng, 0.5, 0.99);
    return { warm_start: rng.int(1, 60), alpha: Math.min(1, beta * between(rng, 1, 1.2)), beta };
  },
  'hddm-a': (rng) => ({ ...confidences(rng), two_sided_test: rng.uniform() < 0.5 }),
  'hddm-w': (rng) => ({
    ...confidences(rng),
    lambda_val: between(rng, 0.005, 0.5),
    two_sided_test: rng.uniform() < 0.5,
  }),
  fhddm: (rng) => {
    const size = rng.int(10, 200);
    const short = rng.uniform() < 0.5 ? { short_window_size: rng.int(5, size) } : {};
    return { sliding_window_size: size, confidence_level: between(rng, 1e-9, 0.05), ...short };
  },
};

/** Noise about 0 with a deviation near 1, of several kinds. */
const noises: readonly ((rng: Rng, n: number) => number[])[] = [
  (rng, n) => normals(rng, n, 0, 1),
  (rng, n) => studentT(rng, n, 3, 0, 1),
  (rng, n) => autoregressive(rng, n, 0, 0.7, 0.7),
  (rng, n) => shares(rng, n, 0.5, 20).map((x) => 10 * (x - 0.5)),
  (_, n) => Array<number>(n).fill(0),
];

const river = startRiver();
console.log(`seed ${seed}, ${cases} cases a detector`);
for (const [at, name] of Object.keys(draws).entries()) await compare(river, name, createRng(seed, at));
river.close();

// --- internal ---

async function compare(river: River, name: string, rng: Rng): Promise<void> {
  const isMetric = detectors.get(name)?.input === 'metric';
  const counted = { wrong: 0, drifts: 0, warnings: 0 };
  for (let k = 0; k < cases; k++) {
    const values = isMetric && !(name === 'adwin' && rng.uniform() < 0.4) ? metricStream(rng) : bitStream(rng);
    const params = draws[name]!(rng);
    await river.keep([values]);
    const [expected] = await river.run({ name, params: name === 'kswin' ? { ...params, seed: 1 } : params });
    const ours = run(name, params, values);
    counted.drifts += ours.drifts.length;
    counted.warnings += ours.warnings.length;
    if (JSON.stringify(ours) === JSON.stringify(expected)) continue;
    counted.wrong += 1;
    if (counted.wrong <= 3) console.log(name, JSON.stringify(params), firstDifference(ours, expected!));
  }
  console.log(
    `${name}: ${cases - counted.wrong}/${cases} agree, ${counted.drifts} drifts, ${counted.warnings} warnings`
  );
  if (counted.wrong > 0) process.exitCode = 1;
}

function run(name: string, params: Record<string, unknown>, values: number[]): RiverAlarms {
  const detector = detectors.get(name)!;
  const resolved = resolveOptions(detector, params);
  if ('issues' in resolved) throw new Error(`${name} ${JSON.stringify(params)}: ${JSON.stringify(resolved.issues)}`);
  const state = detector.init(resolved.options) as { warning?: boolean };
  const result: RiverAlarms = { drifts: [], warnings: [] };
  values.forEach((x, i) => {
    if (detector.update(state, x, resolved.options) === 'drift') result.drifts.push(i);
    if (state.warning) result.warnings.push(i);
  });
  return result;
}

function metricStream(rng: Rng): number[] {
  const scale = pick(rng, [0.01, 0.3, 1, 20]);
  let level = pick(rng, [0.93, 0, -5, 1e4]);
  const values: number[] = [];
  while (values.length < 2500) {
    const n = rng.int(1, 700);
    const noise = pick(rng, noises)(rng, n).map((x) => level + scale * x);
    values.push(...noise);
    level += scale * rng.normal() * pick(rng, [0, 1, 4, 20]);
  }
  return rng.uniform() < 0.5 ? rounded(values) : values;
}

function bitStream(rng: Rng): number[] {
  const values: number[] = [];
  while (values.length < 4000) {
    const from = rng.uniform() ** 2;
    const to = rng.uniform() < 0.7 ? from : rng.uniform() ** 2;
    const n = rng.int(1, 1200);
    values.push(...bits(rng, n, (i) => from + ((to - from) * i) / n));
  }
  return values;
}

function firstDifference(ours: RiverAlarms, expected: RiverAlarms): string {
  const show = (list: number[]): string => JSON.stringify(list.slice(0, 8));
  return `drifts ${show(ours.drifts)} for ${show(expected.drifts)}, warnings ${show(ours.warnings)} for ${show(expected.warnings)}`;
}

function pick<T>(rng: Rng, items: readonly T[]): T {
  return items[rng.int(0, items.length - 1)]!;
}

/** Uniform on a logarithmic scale. */
function between(rng: Rng, low: number, high: number): number {
  return low * (high / low) ** rng.uniform();
}

function confidences(rng: Rng): Record<string, number> {
  const drift = between(rng, 1e-6, 0.05);
  return { drift_confidence: drift, warning_confidence: drift * between(rng, 1, 10) };
}
