/**
 * The default detection for metrics on streams that real metrics resemble, with the one before it beside it: false alarms,
 * starts that raise one within 500 values, and shifts found. Prints a table and writes bench/detectors-stress.json, and of
 * the first detector the table of docs/detectors.md.
 *
 *     npm run bench:stress -- [values without a change, 200000] [starts, 1000] [shifts of each size, 60] [seed, 20400] [detectors]
 *
 * Options were chosen on the seeds 7000 to 17000, 40400, 51000, 52000 and 81000 to 83000; the figures come from the seed
 * here.
 */
import { writeFileSync } from 'node:fs';
import { configure, type Configured } from './detectors/configured.ts';
import { createRng } from '../src/stats/rng.ts';
import { deviationOf, stressFamilies, type StressFamily } from './detectors/stress-families.ts';
import { betweenMarks, stressTable, type StressRow } from './detectors/tables.ts';
import { changePage } from './detectors/page.ts';
import { medianOf } from './row.ts';

const [calm = 200_000, starts = 1000, shifts = 60, seed = 20_400] = process.argv.slice(2, 6).map(Number);
const names = process.argv[6]?.split(',') ?? ['level-shift', 'change'];
const contestants: readonly Configured[] = names.map((name) => configure(name));
/** Where a shift comes, its size in deviations, and how long it may take to be found. */
const scenarios = [
  { name: '2 sd', at: 1000, size: 2, within: 300 },
  { name: '1 sd', at: 1000, size: 1, within: 300 },
  { name: '.5 sd', at: 1000, size: 0.5, within: 1000 },
  { name: 'early 3 sd', at: 60, size: 3, within: 200 },
] as const;

const rows = stressFamilies.flatMap((family, at) =>
  contestants.map((one) => {
    const row = rowOf(family, at, one);
    console.log(JSON.stringify(row));
    return row;
  })
);
console.table(rows);
writeFileSync(new URL('detectors-stress.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`);
const first = rows.filter(({ detector }) => detector === contestants[0]?.detector.name);
await changePage((page) => betweenMarks(page, 'streams like real ones', stressTable(first as unknown as StressRow[])));

// --- internal ---

function rowOf(family: StressFamily, at: number, one: Configured): Record<string, unknown> {
  const draw = (stream: number, n: number): number[] => family.draw(createRng(seed + stream, at), n);
  const { round } = family;
  let falseAlarms = 0;
  let settled = 0;
  for (let i = 0; i < calm / 5000; i++) {
    const alarms = alarmsIn(one, draw(i, 5000), Infinity);
    falseAlarms += alarms.length;
    settled += alarms.filter((t) => t >= 3 * (round ?? 0)).length;
  }
  let alarmed = 0;
  for (let i = 0; i < starts; i++) alarmed += alarmsIn(one, draw(1000 + i, 500), 1).length;
  const unit = deviationOf(draw(100_000, 20_000));
  return {
    family: family.name,
    detector: one.detector.name,
    ...(family.spared === undefined ? {} : { spared: family.spared }),
    false_alarms: falseAlarms,
    values_per_false_alarm: Math.round(calm / Math.max(1, falseAlarms)),
    ...(round === undefined ? {} : afterThreeRounds(settled, (calm * (5000 - 3 * round)) / 5000)),
    starts_alarmed: alarmed / starts,
    ...Object.fromEntries(
      scenarios.map(({ name, at: from, size, within }) => {
        const delays = Array.from({ length: shifts }, (_, i) => {
          const values = draw(20_000 + i, from + within).map((x, t) => (t < from ? x : x - size * unit));
          return alarmsIn(one, values, Infinity).find((t) => t >= from);
        }).flatMap((found) => (found === undefined ? [] : [found - from]));
        return [
          name,
          { recall: Number((delays.length / shifts).toFixed(3)), delay: delays.length > 0 ? medianOf(delays) : null },
        ];
      })
    ),
  };
}

/** A season is told apart once three rounds of it were seen. */
function afterThreeRounds(falseAlarms: number, values: number): Record<string, number> {
  return {
    false_alarms_after_three_rounds: falseAlarms,
    values_per_false_alarm_after_three_rounds: Math.round(values / Math.max(1, falseAlarms)),
  };
}

function alarmsIn({ detector, options }: Configured, values: readonly number[], most: number): number[] {
  const state = detector.init(options);
  const alarms: number[] = [];
  for (let i = 0; i < values.length && alarms.length < most; i++)
    if (detector.update(state, values[i] as number, options) === 'drift') alarms.push(i);
  return alarms;
}
