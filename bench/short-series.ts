/**
 * Which options suit short series: tries grids of them on series that are drawn (detectors/short-series.ts), shows the
 * plateaus, and what their middles and `chosenForShort` are worth on fresh seeds and cost on streams without a change.
 *
 *     npx tsx bench/short-series.ts [detectors, such as level-shift,change] [series to choose on, 200]
 *     TCPD_FILE=... npx tsx bench/short-series.ts tcpd
 *
 * `chosenForShort` was chosen on 600 series; all but `level-shift`, which takes 20 minutes on 200, take a minute or so.
 * The second form measures what was chosen. It chooses nothing.
 */
import { createRng } from '../src/stats/rng.ts';
import { onAnnotated, readTcpd } from './detectors/annotated-series.ts';
import type { AnnotatedSeries } from './detectors/annotated.ts';
import { alarmsOf, configure } from './detectors/configured.ts';
import { autoregressive, normals } from './detectors/draws.ts';
import { chosenForShort, drawShort } from './detectors/short-series.ts';
import type { Quality } from './detectors/score.ts';
import { round } from './row.ts';

type Params = Record<string, number | string>;
/** Values of every option, in order: neighbours in the list are neighbours on the plateau. */
type Grid = Record<string, readonly (number | string)[]>;

const grids: Record<string, Grid> = {
  'level-shift': {
    limit: [2.5, 3, 3.5, 4, 4.5, 4.95],
    earlyLimit: [2, 2.5, 3, 3.5, 4, 4.5, 5],
    least: [3, 5, 7, 10],
    burnIn: [40, 60, 80, 110, 150],
    seasons: ['find', 'ignore'],
  },
  change: {
    burnIn: [100, 150, 200],
    scanLimit: [3.5, 4, 4.5, 5, 5.5],
    scanLeast: [5, 8, 11],
    atLeast: [1, 2],
    lineUntil: [45, 100, 150, 200],
  },
  'z-adwin': { burnIn: [10, 15, 20, 30, 50, 75], delta: [1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.5] },
  'z-cusum': { burnIn: [10, 15, 20, 30, 50, 75], h: [3, 4, 5, 6, 8, 10, 14], k: [0.25, 0.5, 1, 1.5] },
  'z-page-hinkley': { burnIn: [10, 15, 20, 30, 50, 75], threshold: [5, 8, 12, 16, 20, 30], delta: [0.25, 0.5, 1, 1.5] },
  'z-ewma': { burnIn: [10, 15, 20, 30, 50, 75] },
  'z-kswin': { burnIn: [10, 20, 30, 50, 75], alpha: [1e-5, 1e-4, 1e-3, 5e-3] },
  'z-vote': { burnIn: [10, 15, 20, 30, 50, 75], atLeast: [1, 2, 3] },
  cusum: { burnIn: [10, 20, 30, 50, 75, 100], h: [3, 4, 5, 6, 8, 10, 14], k: [0.25, 0.5, 1, 1.5] },
  ewma: {},
  shewhart: {},
  adwin: { delta: [2e-3, 0.01, 0.05, 0.2, 0.5], clock: [1, 32] },
  'page-hinkley': {},
  kswin: {},
};

const [which = '', count = '200'] = process.argv.slice(2);
if (which === 'tcpd') {
  console.log(words(onAnnotated(readTcpd(), alarms(chosenForShort.type, chosenForShort.params))));
} else {
  const training = draw(1, Number(count));
  const fresh = draw(2_000_001, 400);
  for (const [type, grid] of Object.entries(grids))
    if (which === '' || which.split(',').includes(type)) report(type, grid, training, fresh);
}

// --- internal ---

function draw(from: number, n: number): AnnotatedSeries[] {
  return Array.from({ length: n }, (_, i) => drawShort(from + i));
}

function alarms(type: string, params: Params): (values: readonly number[]) => number[] {
  const one = configure(type, params);
  return (values) => alarmsOf(one, values);
}

function report(type: string, grid: Grid, training: AnnotatedSeries[], fresh: AnnotatedSeries[]): void {
  const tried = combinations(grid).map((params) => ({ params, f1: onAnnotated(training, alarms(type, params)).f1 }));
  const axes = Object.keys(grid);
  const at = (params: Params): number[] => axes.map((axis) => grid[axis]!.indexOf(params[axis]!));
  const byPlace = new Map(tried.map(({ params, f1 }) => [at(params).join(), f1]));
  /** A lucky peak has poor neighbours: the mean of a point and those one step away. */
  const smooth = ({ params, f1 }: { params: Params; f1: number }): number => {
    const place = at(params);
    const near = axes.flatMap((axis, k) =>
      typeof grid[axis]![0] === 'string'
        ? []
        : [-1, 1].map((move) => byPlace.get(place.with(k, place[k]! + move).join()) ?? Number.NaN)
    );
    const known = [f1, ...near.filter((one) => !Number.isNaN(one))];
    return known.reduce((total, one) => total + one, 0) / known.length;
  };
  const ranked = tried.map((one) => ({ ...one, plateau: smooth(one) })).sort((a, b) => b.plateau - a.plateau);
  console.log(`\n${type}: ${tried.length} settings on ${training.length} series`);
  for (const { params, f1, plateau } of ranked.slice(0, 15))
    console.log(' ', JSON.stringify(params), round(f1), 'plateau', round(plateau));
  const peak = tried.reduce((best, one) => (one.f1 > best.f1 ? one : best));
  console.log('  peak', JSON.stringify(peak.params), round(peak.f1));
  for (const axis of axes)
    console.log(
      `  best with ${axis}`,
      grid[axis]!.map(
        (value) =>
          `${value}: ${round(Math.max(...ranked.filter(({ params }) => params[axis] === value).map(({ plateau }) => plateau)))}`
      ).join(', ')
    );
  for (const [name, params] of [
    ['defaults', {}],
    ['middle of the plateau', ranked[0]!.params],
    ...(type === chosenForShort.type ? [['chosen', chosenForShort.params] as const] : []),
  ] as const) {
    const run = alarms(type, params);
    console.log(
      `  ${name}: training`,
      words(onAnnotated(training, run)),
      '| fresh',
      words(onAnnotated(fresh, run)),
      '|',
      costOf(run)
    );
  }
}

function words({ f1, precision, recall, falseAlarms, medianDelay }: Quality & { falseAlarms: number }): string {
  return `F1 ${round(f1)} P ${round(precision)} R ${round(recall)} false ${falseAlarms} delay ${medianDelay}`;
}

function combinations(grid: Grid): Params[] {
  return Object.entries(grid).reduce<Params[]>(
    (all, [axis, values]) => all.flatMap((params) => values.map((value) => ({ ...params, [axis]: value }))),
    [{}]
  );
}

/** Values to a false alarm on series of 300 without a change, and the share of steps at value 150 found within 30. */
function costOf(run: (values: readonly number[]) => number[]): string {
  const seeds = Array.from({ length: 400 }, (_, i) => 800_001 + i);
  return [0, 0.5]
    .map((phi) => {
      const noise = (seed: number): number[] => {
        const rng = createRng(seed);
        return phi === 0 ? normals(rng, 300, 0, 1) : autoregressive(rng, 300, 0, phi, Math.sqrt(1 - phi * phi));
      };
      const calm = seeds.flatMap((seed) => run(noise(seed))).length;
      const found = [1, 2, 3].map((size) => {
        const hits = seeds.filter((seed) => {
          const at = run(noise(seed).map((x, i) => (i < 150 ? x : x + size)));
          return at.some((i) => i >= 150 && i < 180);
        });
        return round(hits.length / seeds.length);
      });
      return `AR ${phi}: a false alarm in ${calm > 0 ? Math.round((300 * seeds.length) / calm) : `> ${300 * seeds.length}`}, found 1/2/3 sd ${found.join('/')}`;
    })
    .join('; ');
}
