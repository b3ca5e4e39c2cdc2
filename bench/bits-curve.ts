/**
 * Error bits: false alarms against changes found, along the dial of each detector. Writes bench/bits-curve.json,
 * docs/images/detectors-bits-curve.svg and the table between the marks of docs/detectors.md.
 *
 *     npx tsx bench/bits-curve.ts [bits without a change, 400000] [streams with a change, 200] [first seed, 98000]
 *
 * The default's options were chosen on the seeds 61000 to 75000.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { alarmsOf, configure } from './detectors/configured.ts';
import { bits } from './detectors/draws.ts';
import { createRng } from '../src/stats/rng.ts';
import { curvePlot, type Curve } from './detectors/curve-plot.ts';
import { medianOf } from './row.ts';

const [calm = 400_000, streams = 200, seed = 98_000] = process.argv.slice(2, 5).map(Number);
const usual = 0.1;
const at = 1000;
const within = 500;

type Run = (values: readonly number[]) => number[];
interface Contestant {
  name: string;
  dial: string;
  points: readonly number[];
  run(dial: number): Run;
}

const limits = [2_000, 5_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
const contestants: readonly Contestant[] = [
  {
    name: 'default: bernoulli-cusum',
    dial: 'every',
    points: limits,
    run: (every) => plain('bernoulli-cusum', { every }),
  },
  {
    name: 'Bernoulli CUSUM, rate known',
    dial: 'every',
    points: limits,
    run: (every) => plain('bernoulli-cusum', { every, p0: usual }),
  },
  {
    name: 'Bernoulli CUSUM, rate of the first 1,000',
    dial: 'every',
    points: limits,
    run: (every) => (values) => {
      const p0 = values.slice(0, at).reduce((sum, x) => sum + x, 0) / at;
      return plain('bernoulli-cusum', { every, p0 })(values);
    },
  },
  {
    name: 'page-hinkley',
    dial: 'threshold',
    points: [10, 15, 20, 25, 35, 50],
    run: (threshold) => plain('page-hinkley', { threshold }),
  },
  {
    name: 'adwin, clock 1',
    dial: 'delta',
    points: [0.9, 0.5, 0.2, 0.05, 0.002],
    run: (delta) => plain('adwin', { delta, clock: 1 }),
  },
  {
    name: 'hddm-a, two-sided',
    dial: 'driftConfidence',
    points: [0.1, 0.03, 0.01, 0.001],
    run: (driftConfidence) =>
      plain('hddm-a', { driftConfidence, warningConfidence: Math.max(0.2, driftConfidence), twoSidedTest: true }),
  },
];

const quiet = [5000, 20_000].map((length) =>
  Array.from({ length: calm / 2 / length }, (_, i) => bits(createRng(seed + i, length), length, () => usual))
);
const changed = [0.15, 0.2].map((rate) =>
  Array.from({ length: streams }, (_, i) =>
    bits(createRng(seed + 1000 + i, Math.round(1000 * rate)), at + within, (t) => (t < at ? usual : rate))
  )
);
const rows = contestants.flatMap(({ name, dial, points, run }) =>
  points.map((point) => ({ detector: name, dial: `${dial} ${point}`, ...measured(run(point)) }))
);
console.table(rows);
writeFileSync(new URL('bits-curve.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`);
const curves: Curve[] = contestants.map(({ name }) => ({
  name,
  points: rows.filter((row) => row.detector === name).map((row) => [row.bits_per_false_alarm, row.found_15] as const),
}));
writeFileSync(
  new URL('../docs/images/detectors-bits-curve.svg', import.meta.url),
  curvePlot('Error rate .1 to .15: found within 500 bits, against bits per false alarm', curves, [200, calm])
);
const page = new URL('../docs/detectors.md', import.meta.url);
const [mark, end] = ['<!-- curve of bits -->', '<!-- /curve of bits -->'];
const [head = '', rest = ''] = readFileSync(page, 'utf8').split(mark);
writeFileSync(page, [head, mark, '\n\n', table(), '\n\n', end, rest.split(end)[1] ?? ''].join(''));

// --- internal ---

function plain(type: string, params: Record<string, unknown>): Run {
  const one = configure(type, params);
  return (values) => alarmsOf(one, values);
}

interface Row {
  false_alarms: number;
  bits_per_false_alarm: number;
  found_15: number;
  delay_15: number | null;
  found_20: number;
  delay_20: number | null;
}

function measured(run: Run): Row {
  const falseAlarms = quiet.flat().reduce((total, values) => total + run(values).length, 0);
  const [few, many] = changed.map((list) => {
    const delays = list
      .map((values) => run(values).find((t) => t >= at))
      .flatMap((t) => (t === undefined ? [] : [t - at]));
    return { found: delays.length / streams, delay: delays.length > 0 ? medianOf(delays) : null };
  });
  return {
    false_alarms: falseAlarms,
    bits_per_false_alarm: Math.round(calm / Math.max(1, falseAlarms)),
    found_15: few!.found,
    delay_15: few!.delay,
    found_20: many!.found,
    delay_20: many!.delay,
  };
}

function table(): string {
  const lines = rows.map(
    ({ detector, dial, false_alarms, bits_per_false_alarm, found_15, delay_15, found_20, delay_20 }) =>
      `| ${detector} | ${dial} | ${false_alarms === 0 ? '> ' : ''}${bits_per_false_alarm.toLocaleString('en')} | ${found_15.toFixed(2)}, ${delay_15 ?? '-'} | ${found_20.toFixed(2)}, ${delay_20 ?? '-'} |`
  );
  const header = '| detector | dial | one false alarm in | .1 to .15: found, delay | .1 to .2: found, delay |';
  return [header, '| --- | --- | --- | --- | --- |', ...lines].join('\n');
}
