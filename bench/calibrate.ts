/**
 * Whether `calibrate` keeps its promise: limits are chosen from one history, and then what they launch is counted on
 * fresh streams of the true process, which calibration has never seen. Every dial, each history of another process in
 * turn. Writes bench/calibrate.json, a row a run, and the tables of docs/calibrate.md.
 *
 *     npx tsx bench/calibrate.ts [histories] [first]     some eight minutes of processor time a history
 *
 * Histories are numbered, and each number has seeds of its own: another first one is another measurement.
 *
 * `kept`: truth over budget, at most 1. `accurate`: truth over the printed rate, 1. `covers`: whether the printed
 * interval holds the truth. The truth is itself counted, some 600 retrains: to 4 %, to 6 % where they cluster.
 */
import { writeFileSync } from 'node:fs';
import { calibrate } from '../src/calibrate/calibrate.ts';
import { dialCases, processes, processesFor, type DialCase } from './calibrate-cases.ts';
import { ConfigurationError } from '../src/terms/errors.ts';
import { createRng } from '../src/stats/rng.ts';
import { finish } from '../src/backtest/steps.ts';
import { falseAlarms, lifeOf, type Counting } from '../src/calibrate/false-alarms.ts';
import { parseMonitor } from '../src/config/parse-monitor.ts';
import { resamplerOf } from '../src/calibrate/noise/resampler.ts';
import { round } from './row.ts';
import { writeCalibrationFigures, type CalibrationRow, type Measured } from './calibrate-figures.ts';

const stepMs = 300_000;
const dayMs = 86_400_000;
const from = Date.UTC(2026, 0, 5);

/** Values of the history, and the budget's time for one retrain. */
const sizes = [
  { observations: 5_000, perMs: 2 * dayMs },
  { observations: 1_000, perMs: 2 * dayMs },
  { observations: 300, perMs: dayMs },
];

/** How exactly the truth is counted. */
const exactly = (perMs: number): Counting => ({ exact: { error: 0.04, mostMs: 2_400 * perMs } });

const [histories, first] = [Number(process.argv[2] ?? 3), Number(process.argv[3] ?? 1)];
const file = new URL('calibrate.json', import.meta.url);
const rows: CalibrationRow[] = [];
for (let history = first; history < first + histories; history++)
  for (const [k, dial] of dialCases.entries()) {
    // It takes four times as long as any other.
    if (dial.type.endsWith('kswin') && history > first) continue;
    for (const [s, { observations, perMs }] of sizes.entries()) {
      const names = processesFor(dial);
      const name = names[(k + s + history) % names.length]!;
      const seed = 10_000 * history + 100 * k + s;
      const head = { process: name, dial: dial.type, history, observations, days: perMs / dayMs };
      rows.push({ ...head, ...measured(name, dial, seed, sizes[s]!) });
      console.log(JSON.stringify(rows.at(-1)));
      // A run that is cut short leaves what it measured.
      writeFileSync(file, `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
    }
  }
await writeCalibrationFigures(rows);

function measured(
  name: string,
  dial: DialCase,
  seed: number,
  { observations, perMs }: (typeof sizes)[number]
): Measured {
  const source = processes[name]!;
  const isRising = source.metric !== 'accuracy';
  const { config, policy } = parseMonitor({
    model: 'bench:calibrate',
    metrics: {
      [source.metric]: {
        direction: isRising ? 'lower-is-better' : 'higher-is-better',
        detectors: isRising ? dial.rising : dial.falling,
      },
    },
    cooldown: '1h',
  });
  const values = source.draw(createRng(510_000 + seed), observations, from);
  const times = Float64Array.from(values, (_, i) => from + i * stepMs);
  const began = process.cpuUsage();
  const world = { config, from, takesMs: 3_600_000, seed: 1 };
  const seconds = (): number => {
    const { user, system } = process.cpuUsage(began);
    return round((user + system) / 1e6);
  };
  try {
    const sources = [resamplerOf({ metric: source.metric, segment: '' }, times, values)];
    const calibration = calibrate({ ...world, sources, policy, falseRetrains: 1, perMs });
    const { changes, policy: calibrated, achieved, isKept, isAtEnd } = calibration;
    const cpuSeconds = seconds();
    const truth = { ...world, sources: [source], seed: 730_000 + seed, lifeMs: lifeOf([source], perMs) };
    const { count, ms } = finish(falseAlarms(truth, calibrated, 800 * perMs, 5, exactly(perMs)));
    const kept = count / (ms / perMs);
    const { rate, low, high } = achieved;
    return {
      limit: changes[0]?.after ?? {},
      printed: [rate, low, high].map(round),
      kept: round(kept),
      accurate: rate > 0 ? round(kept / rate) : null,
      covers: kept >= low && kept <= high,
      isKept,
      isAtEnd,
      cpuSeconds,
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { refused: true, cpuSeconds: seconds() };
  }
}
