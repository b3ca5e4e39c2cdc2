/**
 * Whether `calibrate` keeps its promise: limits are chosen from one history, and then what they launch is counted on
 * fresh streams of the true process, which calibration has never seen. Writes bench/calibrate.json, a row a run.
 *
 *     npx tsx bench/calibrate.ts [histories]
 *
 * `kept`: truth over budget, at most 1. `accurate`: truth over the printed rate, 1. `covers`: whether the printed
 * interval holds the truth. The truth is itself counted, some 300 retrains: to 6 % or so.
 */
import { writeFileSync } from 'node:fs';
import { calibrate } from '../src/calibrate/calibrate.ts';
import { ConfigurationError } from '../src/terms/errors.ts';
import { createRng, type Rng } from '../src/stats/rng.ts';
import { finish } from '../src/backtest/steps.ts';
import { falseAlarms, lifeOf } from '../src/calibrate/false-alarms.ts';
import { parseMonitor } from '../src/config/parse-monitor.ts';
import { processOf } from '../test/calibrate/processes.ts';
import { resamplerOf, type Source } from '../src/calibrate/noise/resampler.ts';
import { round } from './row.ts';
import type { MonitorFile } from '../src/config/schema/monitor-schema.ts';

const stepMs = 300_000;
const dayMs = 86_400_000;
const from = Date.UTC(2026, 0, 5);

/** Of a metric like accuracy, around 0.93 with a deviation of 0.01. */
const shapes: Record<string, Source> = {
  independent: processOf(0),
  'AR(1) rho 0.6': processOf(0.6),
  'season of a day': processOf(0, 1),
  'Student t, 4': drawing((rng) => 0.93 + (0.01 * student(rng, 4)) / Math.SQRT2),
};
const errorBits = { ...drawing((rng) => Number(rng.uniform() < 0.1)), metric: 'errorRate' };

const ofMetric: object[] = [
  { type: 'z-page-hinkley', mode: 'down' },
  { type: 'z-cusum' },
  { type: 'z-ewma' },
  { type: 'page-hinkley', mode: 'down', delta: 0.005 },
  { type: 'cusum' },
  { type: 'ewma' },
  { type: 'shewhart' },
  { type: 'adwin' },
  { type: 'window-decay' },
  { type: 'limit', below: 0.9 },
  { type: 'ewma-limit', alpha: 0.2, below: 0.9 },
  { type: 'patience', below: 0.92, patience: 3 },
];
const ofBits: object[] = [{ type: 'ddm' }, { type: 'hddm-a' }, { type: 'hddm-w' }, { type: 'fhddm' }];

/** Values of the history, and the budget's time for one retrain. */
const sizes = [
  { observations: 5_000, perMs: 2 * dayMs },
  { observations: 1_000, perMs: 2 * dayMs },
  { observations: 300, perMs: dayMs },
  // Sixteen times the history.
  { observations: 300, perMs: 16 * dayMs },
];

const histories = Number(process.argv[2] ?? 1);
const rows: object[] = [];
for (let history = 1; history <= histories; history++)
  for (const [k, detector] of [...ofMetric, ...ofBits].entries())
    for (const size of sizes) {
      const isOfBits = ofBits.includes(detector);
      // Each detector has two processes, and every process its turn.
      const names = isOfBits ? ['error bits'] : [0, 1].map((one) => Object.keys(shapes)[(2 * one + k + history) % 4]!);
      for (const name of names) {
        const source = isOfBits ? errorBits : shapes[name]!;
        const row = { process: name, detector: (detector as { type: string }).type, history, ...size };
        rows.push({ ...row, ...measured(source, detector, 100 * history + k, size) });
        console.log(JSON.stringify(rows.at(-1)));
        // A run that is cut short leaves what it measured.
        writeFileSync(new URL('calibrate.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`);
      }
    }

function measured(
  source: Source,
  detector: object,
  seed: number,
  { observations, perMs }: (typeof sizes)[number]
): object {
  const { config, policy } = parseMonitor({
    model: 'bench:calibrate',
    metrics: { [source.metric]: { detectors: [detector] } } as MonitorFile['metrics'],
    cooldown: '1h',
  });
  const values = source.draw(createRng(41_000 + seed, observations), observations, from);
  const times = Float64Array.from(values, (_, i) => from + i * stepMs);
  const began = process.cpuUsage();
  const world = { config, from, takesMs: 3_600_000, seed: 1 };
  const seconds = (): number => {
    const { user, system } = process.cpuUsage(began);
    return round((user + system) / 1e6);
  };
  try {
    const sources = [resamplerOf({ metric: source.metric, segment: '' }, times, values)];
    const {
      changes,
      policy: calibrated,
      achieved,
      isKept,
    } = calibrate({ ...world, sources, policy, falseRetrains: 1, perMs });
    const cpuSeconds = seconds();
    const truth = { ...world, sources: [source], seed: 43_000 + seed, lifeMs: lifeOf([source], perMs) };
    const { count, ms } = finish(falseAlarms(truth, calibrated, 400 * perMs, 5));
    const kept = count / (ms / perMs);
    const { rate, low, high } = achieved;
    return {
      limit: changes[0]?.after,
      printed: [rate, low, high].map(round),
      kept: round(kept),
      accurate: round(kept / rate),
      covers: kept >= low && kept <= high,
      isKept,
      cpuSeconds,
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { refused: true, cpuSeconds: seconds() };
  }
}

function drawing(draw: (rng: Rng) => number): Source {
  return { ...processOf(0), draw: (rng, count) => Float64Array.from({ length: count }, () => draw(rng)) };
}

function student(rng: Rng, nu: number): number {
  let squares = 0;
  for (let k = 0; k < nu; k++) squares += rng.normal() ** 2;
  return rng.normal() / Math.sqrt(squares / nu);
}
