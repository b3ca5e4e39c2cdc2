import { against, medianOf, row, type Row } from './row.ts';
import { createRng } from '../src/stats/rng.ts';
import { detectors } from '../src/detectors/index.ts';
import { initialState } from '../src/core/initial-state.ts';
import { parseMonitor } from '../src/config/parse-monitor.ts';
import { startAt, steadyValues } from './streams.ts';
import { step } from '../src/core/step.ts';
import type { Detector } from '../src/detectors/detector.ts';
import type { MetricBatch } from '../src/core/wire/batch.ts';
import type { MonitorFile } from '../src/config/schema/monitor-schema.ts';
import type { MonitorState } from '../src/core/state/state.ts';

const goal = 5_000_000;
const batchSize = 1_000;
const rounds = 7;

/** Observations a second through `step`: a moving average with a static limit, then every detector on its own. */
export function coreThroughput(): Row[] {
  const both = throughput([
    { type: 'ewma-limit', below: 0.8 },
    { type: 'limit', below: 0.5 },
  ]);
  const each = [...detectors.values()].map((detector) =>
    row(`core.${detector.name}.observations_per_s`, throughput([optionsFor(detector)], valuesFor(detector)), 'obs/s')
  );
  return [against('core.observations_per_s', both, 'obs/s', goal), ...each];
}

// --- internal ---

type DetectorFiles = NonNullable<NonNullable<MonitorFile['metrics']>[string]['detectors']>;

/** The defaults, plus what a detector with a fixed bound cannot do without. */
function optionsFor(detector: Detector): DetectorFiles[number] {
  const needsBound = 'below' in detector.parameters;
  return { type: detector.name, ...(needsBound ? { below: 0.5 } : {}) };
}

/** Error bits for the detectors that read them, one in ten of them an error. */
function valuesFor(detector: Detector): number[] {
  if (detector.input === 'metric') return steadyValues(1, batchSize * 20);
  const rng = createRng(1);
  const error = detector.input === 'error-bit' ? 1 : 0;
  return Array.from({ length: batchSize * 20 }, () => (rng.uniform() < 0.1 ? error : 1 - error));
}

/** The median of several rounds of about half a second, after one to warm up. */
function throughput(found: DetectorFiles, values = steadyValues(1, batchSize * 20)): number {
  const { config, policy } = parseMonitor({
    model: 'bench:core',
    metrics: { m: { direction: 'higher-is-better', severity: 'none', detectors: found } },
  });
  const columns = Array.from({ length: values.length / batchSize }, (_, i) =>
    values.slice(i * batchSize, (i + 1) * batchSize)
  );
  const recalled = { champion: '1.0.0', generation: 0 };
  let state: MonitorState = initialState({ config, policy, now: startAt, recalled });
  let seq = 0;
  const runFor = (ms: number): number => {
    const from = performance.now();
    let taken = 0;
    let passed = 0;
    while (passed < ms) {
      for (const v of columns) {
        seq += 1;
        const batch: MetricBatch = {
          source: 'bench',
          seq,
          series: [{ metric: 'm', t0: startAt + seq * 1_000_000, dt: 1_000, v }],
        };
        state = step(state, { type: 'batch', batch }, startAt + seq * 1_000_000).state;
        taken += v.length;
      }
      passed = performance.now() - from;
    }
    return (taken / passed) * 1_000;
  };
  runFor(500);
  const rates = Array.from({ length: rounds }, () => runFor(400));
  if (state.counts.observations !== seq * batchSize) throw new Error('The core did not take every observation');
  return medianOf(rates);
}
