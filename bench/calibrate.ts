/**
 * Whether `calibrate` keeps its promise: limits are chosen from one history, and then what they launch is counted on
 * fresh streams of the true process, which calibration has never seen. Prints a table and writes bench/calibrate.json.
 *
 *     npx tsx bench/calibrate.ts [histories]
 */
import { writeFileSync } from 'node:fs';
import { calibrate } from '../src/calibrate/calibrate.ts';
import { createRng } from '../src/stats/rng.ts';
import { finish } from '../src/backtest/steps.ts';
import { falseAlarms } from '../src/calibrate/false-alarms.ts';
import { parseMonitor } from '../src/config/parse-monitor.ts';
import { processOf } from '../test/calibrate/processes.ts';
import { resamplerOf, type Source } from '../src/calibrate/resampler.ts';
import { round } from './row.ts';

const stepMs = 300_000;
const dayMs = 86_400_000;
const from = Date.UTC(2026, 0, 5);
/** 90 days, a value every five minutes. */
const observations = (90 * dayMs) / stepMs;
const perMs = 30 * dayMs;

const processes: [string, Source][] = [
  ['independent', processOf(0, 0)],
  ['AR(1) rho 0.3', processOf(0.3, 0)],
  ['AR(1) rho 0.6', processOf(0.6, 0)],
  ['seasonal, 1 deviation', processOf(0, 1)],
  ['seasonal, rho 0.3', processOf(0.3, 1)],
];
const detectors: [string, object][] = [
  ['z-page-hinkley', { type: 'z-page-hinkley', mode: 'down' }],
  ['z-cusum', { type: 'z-cusum' }],
  ['ewma-limit', { type: 'ewma-limit', alpha: 0.2, below: 0.9 }],
];

const histories = Number(process.argv[2] ?? 3);
const rows: object[] = [];
for (let history = 1; history <= histories; history++)
  for (const [stream, source] of processes)
    for (const [detector, file] of detectors) {
      const row = { stream, detector, history, ...measured(source, file, history) };
      rows.push(row);
      console.log(JSON.stringify(row));
      // A run that is cut short leaves what it measured.
      writeFileSync(new URL('calibrate.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`);
    }

/** The share of the budget that fresh streams use up: 1 is what was asked for. */
function measured(source: Source, detector: object, history: number): object {
  const { config, policy } = parseMonitor({
    model: 'bench:calibrate',
    metrics: { accuracy: { detectors: [detector as never] } },
    cooldown: '1h',
  });
  const values = source.draw(createRng(41_000 + history, 77), observations, from);
  const times = Float64Array.from(values, (_, i) => from + i * stepMs);
  const began = process.cpuUsage();
  const sources = [resamplerOf({ metric: 'accuracy', segment: '' }, times, values)];
  const world = { config, sources, from, takesMs: 3_600_000, seed: 1 };
  const { changes, policy: calibrated } = calibrate({ ...world, policy, falseRetrains: 1, perMs });
  const { user, system } = process.cpuUsage(began);
  const truth = { ...world, sources: [source], seed: 43_000 + history };
  const { count, ms } = finish(falseAlarms(truth, calibrated, 400 * perMs, 5));
  return {
    limit: changes[0]?.after,
    share: round(count / (ms / perMs)),
    cpuSeconds: round((user + system) / 1e6),
  };
}
