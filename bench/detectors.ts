/**
 * Speed and quality of every detector, with River's beside them. Prints a table and writes bench/detectors.json and the
 * table and plots of docs/detectors.md. River's environment is made at the first time.
 *
 *     npm run bench:detectors -- [streams of each kind, 20] [first seed, 90001] [rows to measure anew, such as adwin,kswin] [quality]
 *
 * With `quality` those rows keep their speed and River's figures, and only what our alarms are worth is measured.
 *
 * The options were chosen on the seeds 1000 to 1039 and 5000 to 5039, the figures come from the seeds below.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { alarmsOf, configure } from './detectors/configured.ts';
import { bitCalm, bitChanges, metricCalm, metricChanges } from './detectors/families.ts';
import {
  drawStreams,
  measureQuality,
  samplesPerFalseAlarm,
  type Result,
  type Streams,
} from './detectors/measure-quality.ts';
import { measureSpeed } from './detectors/speed.ts';
import { onAnnotated, readTcpd } from './detectors/annotated-series.ts';
import { onBits, onMetrics, type Contestant } from './detectors/contestants.ts';
import { barPlot } from './detectors/plot.ts';
import { betweenMarks, qualityTable, type QualityRow } from './detectors/tables.ts';
import { changePage } from './detectors/page.ts';
import { startRiver, type River } from './detectors/river.ts';
import { describeMachine } from './machine.ts';
import { round } from './row.ts';

const [count = 20, firstSeed = 90_001] = process.argv.slice(2, 4).map(Number);
const only = process.argv[4]?.split(',');
const isQualityAlone = process.argv[5] === 'quality';
const results = new URL('detectors.json', import.meta.url);
const earlier = only ? (JSON.parse(readFileSync(results, 'utf8')) as Record<string, unknown>[]) : [];
const seeds = Array.from({ length: count }, (_, i) => firstSeed + i);
/** River's KSWIN takes a millisecond a value. */
const fewSeeds = 2;

interface Group {
  input: 'metric' | 'error-bit';
  contestants: readonly Contestant[];
  changes: Streams[];
  calm: Streams[];
  tolerance: number;
}

console.log(describeMachine());
const groups: Group[] = [
  {
    input: 'metric',
    contestants: onMetrics,
    changes: drawStreams(metricChanges, seeds),
    calm: drawStreams(metricCalm, seeds),
    tolerance: 200,
  },
  {
    input: 'error-bit',
    contestants: onBits,
    changes: drawStreams(bitChanges, seeds),
    calm: drawStreams(bitCalm, seeds),
    tolerance: 500,
  },
];
const tcpd = readTcpd();
const river = startRiver();
const rows: Record<string, unknown>[] = [];
for (const group of groups)
  for (const one of group.contestants) {
    const known = earlier.find(({ name, input }) => name === one.name && input === group.input);
    rows.push(only && known && !only.includes(one.name) ? known : await rowOf(one, group, river, known));
  }
river.close();
console.table(
  rows,
  [...new Set(rows.flatMap(Object.keys))].filter((key) => key !== 'families' && key !== 'calm')
);
writeFileSync(results, `${JSON.stringify(rows, null, 2)}\n`);
writePlots();
await changePage((page) => betweenMarks(page, 'quality on metrics', qualityTable(rows as unknown as QualityRow[])));
console.log('written to bench/detectors.json, docs/detectors.md and docs/images');

// --- internal ---

async function rowOf(
  one: Contestant,
  group: Group,
  river: River,
  known: Record<string, unknown> | undefined
): Promise<Record<string, unknown>> {
  const kept = isQualityAlone ? known : undefined;
  const ours = one.ours ? configure(one.ours.type, one.ours.params) : undefined;
  const run = (values: readonly number[]): number[] =>
    ours ? alarmsOf(ours, values) : values.flatMap((_, i) => ((i + 1) % (one.every ?? 1) === 0 ? [i] : []));
  const result = await measureQuality(
    ({ values }) => Promise.resolve(values.map(run)),
    group.changes,
    group.calm,
    group.tolerance
  );
  const reference =
    !kept && one.river && one.river.name !== 'ewma' ? await referenceOf(one.river, group, river) : undefined;
  const row = {
    ...kept,
    name: one.name,
    input: group.input,
    ...(kept ? {} : await speedOf(one, river)),
    ...figures(result, ''),
    ...(reference ? figures(reference, 'reference_') : {}),
    ...(group.input === 'metric' && tcpd.length > 0 ? { tcpd_online_f1: round(onAnnotated(tcpd, run).f1) } : {}),
    families: result.families.map(({ family, f1, medianDelay }) => ({
      family,
      f1: round(f1),
      median_delay: medianDelay,
    })),
    calm: result.calm.map(({ family, falseAlarms, samples }) => ({ family, false_alarms: falseAlarms, samples })),
  };
  console.log(`${one.name}: F1 ${round(result.f1)}`);
  return row;
}

async function speedOf({ ours, river: request }: Contestant, river: River): Promise<Record<string, unknown>> {
  if (!ours) return { updates_per_s: null, reference_updates_per_s: null, ratio: null };
  // Behind a burn-in River's class is wrapped in Python: no fair race.
  const reference = request?.burnIn === undefined ? request : undefined;
  const { updatesPerS, referenceUpdatesPerS, stateBytes } = await measureSpeed(ours, river, reference);
  return {
    updates_per_s: round(updatesPerS),
    reference_updates_per_s: referenceUpdatesPerS === null ? null : round(referenceUpdatesPerS),
    ratio: referenceUpdatesPerS === null ? null : round(updatesPerS / referenceUpdatesPerS),
    state_bytes: stateBytes,
  };
}

async function referenceOf(request: NonNullable<Contestant['river']>, group: Group, river: River): Promise<Result> {
  const count = request.name === 'kswin' ? fewSeeds : seeds.length;
  const few = (streams: Streams[]): Streams[] =>
    streams.map(({ family, values }) => ({ family, values: values.slice(0, count) }));
  const turn = request.name === 'fhddm';
  const run = async ({ values }: Streams): Promise<number[][]> => {
    await river.keep(turn ? values.map((one) => one.map((x) => 1 - x)) : values);
    return (await river.run(request)).map(({ drifts }) => drifts);
  };
  return measureQuality(run, few(group.changes), few(group.calm), group.tolerance);
}

function figures(result: Result, prefix: string): Record<string, number | null> {
  const first = result.calm.slice(0, 1);
  return {
    [`${prefix}f1`]: round(result.f1),
    [`${prefix}precision`]: round(result.precision),
    [`${prefix}recall`]: round(result.recall),
    [`${prefix}mean_delay`]: result.meanDelay === null ? null : round(result.meanDelay),
    [`${prefix}samples_per_false_alarm`]: round(samplesPerFalseAlarm(result.calm)),
    [`${prefix}samples_per_false_alarm_${first[0]?.family === 'gauss' ? 'gauss' : 'p01'}`]: round(
      samplesPerFalseAlarm(first)
    ),
  };
}

function writePlots(): void {
  const images = new URL('../docs/images/', import.meta.url);
  mkdirSync(images, { recursive: true });
  const isDefault = (name: unknown): boolean => String(name).startsWith('default');
  const bars = (input: string, key: string, reference: string): Parameters<typeof barPlot>[1] =>
    rows
      .filter((row) => row.input === input && typeof row[key] === 'number')
      .map((row) => ({
        label: String(row.name),
        value: row[key] as number,
        reference: row[reference] as number | undefined,
        emphasis: isDefault(row.name),
      }));
  for (const [input, what] of [
    ['metric', 'metrics'],
    ['error-bit', 'bits'],
  ] as const) {
    const quality = barPlot(`F1 on ${what}, fresh seeds`, bars(input, 'f1', 'reference_f1'), { from: 0, to: 1 });
    writeFileSync(new URL(`detectors-f1-${what}.svg`, images), quality);
    const calm = bars(input, 'samples_per_false_alarm', 'reference_samples_per_false_alarm');
    writeFileSync(
      new URL(`detectors-false-alarms-${what}.svg`, images),
      barPlot(`Samples per false alarm, ${what} without a change`, calm, { from: 50, to: 1e6, log: true })
    );
  }
  const speed = [
    ...bars('metric', 'updates_per_s', 'reference_updates_per_s'),
    ...bars('error-bit', 'updates_per_s', 'reference_updates_per_s'),
  ];
  writeFileSync(
    new URL('detectors-speed.svg', images),
    barPlot('Updates a second, one thread', speed, { from: 1000, to: 1e8, log: true })
  );
}
